//! An HTTP/1.1 client that costs next to nothing: it shares the processor with the server that is measured. One request at a
//! time on a connection that stays open.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connection.
pub struct Client {
    stream: TcpStream,
    read: Vec<u8>,
    /// Of an answer that came in chunks.
    joined: Vec<u8>,
}

/// What was answered, read to its end.
#[derive(Debug)]
pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

impl Answer<'_> {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.body).into_owned()
    }
}

/// Where a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Known(usize),
    Chunked,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            read: Vec::with_capacity(16 * 1024),
            joined: Vec::new(),
        })
    }

    /// Sends a whole request and waits for the whole answer.
    pub async fn send(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.read.clear();
        let begin = loop {
            if let Some(end) = find(&self.read, b"\r\n\r\n") {
                break end + 4;
            }
            self.read_more().await?;
        };
        let (status, length) = head(&self.read[..begin]).ok_or_else(|| malformed("a head"))?;
        let body = match length {
            Length::Known(length) => {
                while self.read.len() < begin + length {
                    self.read_more().await?;
                }
                &self.read[begin..begin + length]
            }
            Length::Chunked => {
                self.join_chunks(begin).await?;
                &self.joined[..]
            }
        };
        Ok(Answer { status, body })
    }

    async fn join_chunks(&mut self, mut at: usize) -> io::Result<()> {
        self.joined.clear();
        loop {
            let line = loop {
                if let Some(length) = find(&self.read[at..], b"\r\n") {
                    break &self.read[at..at + length];
                }
                self.read_more().await?;
            };
            let size = str::from_utf8(line)
                .ok()
                .and_then(|hex| usize::from_str_radix(hex, 16).ok());
            let size = size.ok_or_else(|| malformed("a chunk"))?;
            at += line.len() + 2;
            while self.read.len() < at + size + 2 {
                self.read_more().await?;
            }
            if size == 0 {
                return Ok(());
            }
            self.joined.extend_from_slice(&self.read[at..at + size]);
            at += size + 2;
        }
    }

    async fn read_more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.read).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// The status of an answer and where its body ends.
fn head(head: &[u8]) -> Option<(u16, Length)> {
    let head = str::from_utf8(head).ok()?;
    let status = head.get(9..12)?.parse().ok()?;
    let mut length = Length::Known(0);
    for line in head.lines().skip(1) {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = Length::Known(value.trim().parse().ok()?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            length = Length::Chunked;
        }
    }
    Some((status, length))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{what} that cannot be read"))
}

/// How requests to one server look.
#[derive(Clone, Debug)]
pub struct Site {
    pub address: SocketAddr,
}

/// What a client takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Plain,
    /// As browsers do.
    Compressed,
}

impl Takes {
    const fn header(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Compressed => "accept-encoding: gzip, deflate, br, zstd\r\n",
        }
    }
}

impl Site {
    pub fn get(&self, path: &str, cookies: &str, takes: Takes) -> Vec<u8> {
        let (host, takes) = (self.address, takes.header());
        format!(
            "GET {path} HTTP/1.1\r\nhost: {host}\r\nsec-fetch-site: same-origin\r\ncookie: {cookies}\r\n{takes}\r\n"
        )
        .into_bytes()
    }

    /// Calls a server function, as an island does.
    pub fn call(&self, function: &str, cookies: &str, takes: Takes, arguments: &str) -> Vec<u8> {
        let (host, takes, length) = (self.address, takes.header(), arguments.len());
        format!(
            "POST /api/{function} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\nsec-fetch-site: same-origin\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\ncookie: {cookies}\r\n{takes}\r\n{arguments}"
        )
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn a_head_tells_the_status_and_where_the_body_ends() {
        let known = head(b"HTTP/1.1 409 Conflict\r\nContent-Length: 12\r\n\r\n");
        assert_eq!(known, Some((409, Length::Known(12))));
        let chunked = head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        assert_eq!(chunked, Some((200, Length::Chunked)));
        assert_eq!(head(b"HTTP/1.1\r\n\r\n"), None);
    }

    #[tokio::test]
    async fn an_answer_is_joined_however_it_arrives() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4];
            for answer in [
                &["HTTP/1.1 200 OK\r\ncontent-le", "ngth: 5\r\n\r\nhe", "llo"][..],
                &[
                    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r",
                    "\nhello\r\n1\r\n!\r\n0\r\n",
                    "\r\n",
                ],
            ] {
                stream.read_exact(&mut request).await.unwrap();
                for part in answer {
                    stream.write_all(part.as_bytes()).await.unwrap();
                    stream.flush().await.unwrap();
                    tokio::task::yield_now().await;
                }
            }
        });
        let mut client = Client::connect(address).await.unwrap();
        assert_eq!(client.send(b"ping").await.unwrap().text(), "hello");
        assert_eq!(client.send(b"ping").await.unwrap().text(), "hello!");
    }
}
