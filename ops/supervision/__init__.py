"""One instance kept running: started, watched, started again, stopped."""
