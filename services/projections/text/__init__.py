"""Labels in Polish and English, Polish order and spelling, stems."""
