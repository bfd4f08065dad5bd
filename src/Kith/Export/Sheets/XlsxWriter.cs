using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Kith.Export.Sheets;

/// <summary>
/// A workbook of one worksheet (ECMA-376), every cell of which is text: phone numbers and ids keep their zeros, and nothing is
/// computed. Cells that begin like a formula have the mark that Excel gives to what is typed behind an apostrophe, so that they stay
/// text when they are edited. Excel shows 32,767 characters of a cell; longer ones are written whole.
/// </summary>
internal sealed class XlsxWriter : ISheetWriter
{
    /// <summary>In bytes, before compression.</summary>
    private const int BlockSize = 64 * 1024;
    /// <summary>What Excel opens.</summary>
    public const int MaximumRows = 1_048_576;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    // The places of these in cellXfs.
    private const string TextStyle = "1";
    private const string HeaderStyle = "2";
    private const string QuotedStyle = "3";

    private readonly Stream _output;
    private readonly PendingBytes _pending = new();
    private readonly ZipArchive _archive;
    private readonly string _sheet;
    private XmlWriter? _rows;
    private int _count;
    private int _sinceFlush;

    /// <param name="output">Where to write.</param>
    /// <param name="sheet">The name of the worksheet: at most 31 characters, none of <c>[]:*?/\</c>.</param>
    public XlsxWriter(Stream output, string sheet)
    {
        _output = output;
        _sheet = sheet;
        _archive = new ZipArchive(_pending, ZipArchiveMode.Create, leaveOpen: true);
    }

    public ValueTask WriteHeaderAsync(IReadOnlyList<string> columns, CancellationToken cancellation)
    {
        WriteParts();
        _rows = XmlWriter.Create(Entry("xl/worksheets/sheet1.xml"),
            new XmlWriterSettings { Encoding = new UTF8Encoding(false), CloseOutput = true, CheckCharacters = false });
        _rows.WriteStartDocument(standalone: true);
        _rows.WriteStartElement("worksheet", Main);
        _rows.WriteRaw("""<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>""");
        _rows.WriteStartElement("sheetData", Main);
        return WriteRowAsync(columns, HeaderStyle, cancellation);
    }

    public ValueTask WriteRowAsync(IReadOnlyList<string?> cells, CancellationToken cancellation) => WriteRowAsync(cells, TextStyle, cancellation);

    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        End();
        await FlushAsync(cancellation);
        await _output.FlushAsync(cancellation);
    }

    public ValueTask DisposeAsync()
    {
        // After a failure the archive cannot be ended: what it would write goes nowhere.
        _rows?.Dispose();
        _archive.Dispose();
        _pending.Dispose();
        return ValueTask.CompletedTask;
    }

    private void End()
    {
        Rows.Dispose();
        _archive.Dispose();
    }

    private XmlWriter Rows => _rows ?? throw new InvalidOperationException("The header comes first.");

    private ValueTask WriteRowAsync(IReadOnlyList<string?> cells, string style, CancellationToken cancellation)
    {
        if (++_count > MaximumRows)
            throw new InvalidOperationException($"A worksheet has at most {MaximumRows} rows.");
        Rows.WriteStartElement("row", Main);
        Rows.WriteAttributeString("r", XmlConvert.ToString(_count));
        for (var column = 0; column < cells.Count; column++)
        {
            if (cells[column] is not { Length: > 0 } text)
                continue;
            Rows.WriteStartElement("c", Main);
            Rows.WriteAttributeString("r", $"{Letters(column)}{_count}");
            Rows.WriteAttributeString("s", style == TextStyle && Formula.IsDangerous(text) ? QuotedStyle : style);
            Rows.WriteAttributeString("t", "inlineStr");
            Rows.WriteStartElement("is", Main);
            Rows.WriteStartElement("t", Main);
            Rows.WriteAttributeString("xml", "space", null, "preserve");
            Rows.WriteString(XmlCharacters.Escape(text));
            Rows.WriteEndElement();
            Rows.WriteEndElement();
            Rows.WriteEndElement();
            _sinceFlush += text.Length;
        }
        Rows.WriteEndElement();
        _sinceFlush += 32 * cells.Count;
        return _sinceFlush < BlockSize ? ValueTask.CompletedTask : FlushAsync(cancellation);
    }

    /// <summary>The archive writes to memory, as it does so synchronously, which servers do not allow; from there it goes on.</summary>
    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        _sinceFlush = 0;
        await _output.WriteAsync(_pending.Written, cancellation);
        _pending.Clear();
    }

    private static string Letters(int column) => column < 26 ? $"{(char)('A' + column)}" : Letters(column / 26 - 1) + (char)('A' + column % 26);

    private void WriteParts()
    {
        Write("[Content_Types].xml", $"""
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{ContentType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{ContentType}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{ContentType}.styles+xml"/></Types>
            """);
        Write("_rels/.rels", $"""
            <Relationships xmlns="{PackageRelations}"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """);
        Write("xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="{PackageRelations}"><Relationship Id="rId1" Type="{Relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{Relations}/styles" Target="styles.xml"/></Relationships>
            """);
        Write("xl/workbook.xml", $"""
            <workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="{System.Security.SecurityElement.Escape(_sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>
            """);
        // Format 49 is "text".
        Write("xl/styles.xml", $"""
            <styleSheet xmlns="{Main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
            """);
    }

    private Stream Entry(string part)
    {
        var entry = _archive.CreateEntry(part, CompressionLevel.Fastest);
        // The beginning of time in ZIP, as Excel has it: the same people make the same file.
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return entry.Open();
    }

    private void Write(string part, string xml)
    {
        using var stream = Entry(part);
        stream.Write(Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""" + xml));
    }

    /// <summary>What was written and not yet sent. It cannot seek, so that the archive does not go back to fill in what it has written.</summary>
    private sealed class PendingBytes : Stream
    {
        private readonly System.Buffers.ArrayBufferWriter<byte> _bytes = new(BlockSize);
        private long _position;

        public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public void Clear() => _bytes.ResetWrittenCount();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            System.Buffers.BuffersExtensions.Write(_bytes, buffer);
            _position += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
