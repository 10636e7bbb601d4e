import "./gone.js"
