//! Tables as files: reading CSV in any dialect, writing CSV and XLSX.
