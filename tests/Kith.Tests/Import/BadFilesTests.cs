using System.Text;
using Kith.Tests.Cli;
using Kith.Tests.Import.Sheets;
using Kith.Tests.Support;

namespace Kith.Tests.Import;

/// <summary>Files that are broken or mean harm are refused by a server that keeps nothing of them, neither rows nor files nor memory.</summary>
public sealed class BadFilesTests
{
    private const int MostMemory = 400;

    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0];

    [Fact]
    public async Task What_is_broken_or_means_harm_is_refused_and_leaves_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var temporary = Directory.CreateTempSubdirectory("kith-tests-temporary-").FullName;
        await using (var server = await KithProcess.ServeAsync(database, environment: ("TMPDIR", temporary)))
        {
            foreach (var (name, bytes, status, said) in Bad())
            {
                var reply = await server.SendContentAsync(HttpMethod.Post, $"/imports?fileName={name}", Client.Body(bytes, "application/octet-stream"));
                Assert.True(reply.Status == status && reply.Detail.Contains(said, StringComparison.Ordinal), $"{name}: expected {status} “{said}”, got {reply.Status} “{reply.Text}”");
            }
            var endless = new StreamContent(new Zeros(257L << 20));
            endless.Headers.TryAddWithoutValidation("Content-Type", "text/csv");
            Assert.Equal(413, (await server.SendContentAsync(HttpMethod.Post, "/imports", endless, ("Transfer-Encoding", "chunked"))).Status);

            Assert.Empty(Directory.GetFileSystemEntries(temporary, "kith*"));
            Assert.InRange(server.MostMemory, 1, MostMemory);
            (await server.SendAsync(HttpMethod.Get, "/imports")).Is(200);
        }
        await using var opened = await Crm.OpenDatabaseAsync(database.Address, TimeProvider.System);
        foreach (var table in (string[])["imports", "import_rows", "import_jobs"])
            Assert.Equal(0, await opened.ReadAsync(session => session.NumberAsync($"select count(*) from {new Name(table)}"), TestContext.Current.CancellationToken));
        Directory.Delete(temporary, recursive: true);
    }

    /// <summary>A declared length that is too large is refused before a byte of it is read.</summary>
    [Fact]
    public async Task Two_gigabytes_are_refused_before_they_come()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await KithProcess.ServeAsync(database);
        var address = new Uri(server.Address);
        using var socket = new System.Net.Sockets.TcpClient(address.Host, address.Port);
        await using var stream = socket.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /imports HTTP/1.1\r\nHost: {address.Authority}\r\nX-API-KEY: {KithProcess.ChosenKey}\r\nContent-Type: text/csv\r\nContent-Length: {2L << 30}\r\n\r\n"), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 413", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, byte[] Bytes, int Status, string Said)> Bad()
    {
        var book = Files.Sample("sheets/openpyxl.xlsx");
        yield return ("truncated.xlsx", book[..(book.Length / 2)], 422, "");
        yield return ("truncated.csv", "Name,E-mail\nJan,jan@example.com\nAnna,\"anna@"u8.ToArray(), 422, "3");
        yield return ("encoding.csv", [.. Encoding.UTF8.GetBytes("Name,City\n" + string.Concat(Enumerable.Repeat("Zo\u00eb,M\u00e1laga\n", 20))), 0xE2, 0x82], 422, "Row 22: The bytes at position");
        yield return ("binary.jpg", Jpeg, 415, "");
        yield return ("columns.csv", Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, 1_000_000)) + "\n"), 422, "Row 1: There are more than 1,000 columns");
        yield return ("bomb.xlsx", HostileWorkbookTests.Bomb("xl/worksheets/sheet0.xml", $"<worksheet><sheetData>{HostileWorkbookTests.Header}<row>", "<c/>", 64), 413, "");
        yield return ("deep.vcf", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("BEGIN:VCARD\r\nVERSION:3.0\r\n", 10_000))), 422, "");
        yield return ("enormous.vcf", Encoding.ASCII.GetBytes($"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jan\r\nN:Vries;Jan;;;\r\nNOTE:{new string('x', 9 << 20)}\r\nEND:VCARD\r\n"), 422, "Line 5, in card 1: a property of more than");
    }

    /// <summary>Nothing but zeros, of a length that is not told.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            Array.Clear(buffer, offset, read);
            _left -= read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
