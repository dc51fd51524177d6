//! A streaming reader and writer for TMX, the Translation Memory eXchange format (LISA OSCAR, 1.1 to 1.4b).
