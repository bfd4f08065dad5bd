using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Kith.Bench.Allocations;

/// <summary>An HTTP client of one connection that allocates nothing while it asks.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[][] _requests;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _position;

    public RawClient(Uri server, IEnumerable<string> lines)
    {
        _requests = [.. lines.Select(line => Render(server, line))];
        _socket.Connect(server.Host, server.Port);
    }

    /// <summary>Sends the next request and reads its answer to the end.</summary>
    /// <returns>The length of the answer.</returns>
    /// <exception cref="InvalidOperationException">It was not a 2xx.</exception>
    public int Ask()
    {
        _socket.Send(_requests[_position]);
        _position = (_position + 1) % _requests.Length;
        var (read, whole) = (0, int.MaxValue);
        while (read < whole)
        {
            var received = _socket.Receive(_buffer.AsSpan(read));
            if (received == 0)
                throw new InvalidOperationException("The server hung up.");
            read += received;
            if (whole == int.MaxValue)
                whole = LengthOf(_buffer.AsSpan(0, read));
        }
        return read;
    }

    public void Dispose() => _socket.Dispose();

    private static int LengthOf(ReadOnlySpan<byte> read)
    {
        var head = read.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return int.MaxValue;
        if (!read.StartsWith("HTTP/1.1 2"u8))
            throw new InvalidOperationException(Encoding.UTF8.GetString(read));
        var length = read[..head].IndexOf("Content-Length: "u8);
        if (length < 0 || !Utf8Parser.TryParse(read[(length + "Content-Length: ".Length)..], out int body, out _))
            throw new InvalidOperationException($"The answer does not say its length: {Encoding.UTF8.GetString(read)}");
        return head + 4 + body;
    }

    private static byte[] Render(Uri server, string line)
    {
        var parts = line.Split(' ', 3);
        var head = $"{parts[0]} {parts[1]} HTTP/1.1\r\nHost: {server.Authority}\r\nX-API-KEY: {ServerProcess.Key}\r\n";
        return parts.Length < 3
            ? Encoding.UTF8.GetBytes($"{head}\r\n")
            : [.. Encoding.UTF8.GetBytes($"{head}Content-Type: application/ld+json\r\nContent-Length: {Encoding.UTF8.GetByteCount(parts[2])}\r\n\r\n"), .. Encoding.UTF8.GetBytes(parts[2])];
    }
}
