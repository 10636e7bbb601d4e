# drawn by a stand-in
