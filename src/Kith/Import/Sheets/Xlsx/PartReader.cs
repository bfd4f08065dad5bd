using System.Text;
using System.Xml;
using Kith.Export.Sheets;

namespace Kith.Import.Sheets.Xlsx;

/// <summary>
/// A part of an Office file, tag by tag. Tags go by their local names: the strict variant of the format has other namespaces and the
/// same tags.
/// </summary>
internal sealed class PartReader(Stream stream) : IDisposable
{
    /// <summary>Office files nest about ten deep; each open tag is kept.</summary>
    private const int MaximumDepth = 100;

    private readonly XmlReader _xml = XmlReader.Create(stream, new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CloseInput = true,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        // Characters that XML does not have are in many files; they are written back as what they are.
        CheckCharacters = false,
        NameTable = new BoundedNames(),
    });

    private readonly char[] _chunk = new char[4096];

    /// <summary>The local name of the tag that the last <see cref="Next"/> found.</summary>
    public string Name => _xml.LocalName;

    /// <summary>Whether that tag has an end of its own.</summary>
    public bool IsEmpty => _xml.IsEmptyElement;

    public string? Attribute(string name) => _xml.GetAttribute(name);

    /// <summary>An attribute of relationships, which has a namespace in either variant.</summary>
    public string? RelationshipId()
    {
        string? id = null;
        while (_xml.MoveToNextAttribute())
        {
            if (_xml.LocalName == "id" && _xml.NamespaceURI.EndsWith("/relationships", StringComparison.Ordinal))
                id = _xml.Value;
        }
        _xml.MoveToElement();
        return id;
    }

    /// <summary>Goes to the next tag, or to the end of the given one; false there and at the end of the part.</summary>
    public bool Next(string? within = null)
    {
        while (_xml.Read())
        {
            if (_xml.Depth > MaximumDepth)
                throw new OversizedException("The workbook has tags within tags without end.");
            if (_xml.NodeType == XmlNodeType.Element)
                return true;
            if (_xml.NodeType == XmlNodeType.EndElement && _xml.LocalName == within)
                return false;
        }
        return false;
    }

    /// <summary>Adds the text of the tag that it stands at to a builder, and goes to its end.</summary>
    /// <exception cref="OversizedException">It is longer than a cell may be.</exception>
    public void Text(StringBuilder text)
    {
        var depth = _xml.Depth;
        if (_xml.IsEmptyElement)
            return;
        while (_xml.Read() && _xml.Depth > depth)
        {
            if (_xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace))
                continue;
            int read;
            while ((read = _xml.ReadValueChunk(_chunk, 0, _chunk.Length)) > 0)
            {
                text.Append(_chunk, 0, read);
                // Each character may be escaped as seven.
                if (text.Length > 7 * SheetLimits.Cell)
                    throw new OversizedException($"A cell is longer than {SheetLimits.Cell:N0} characters.");
            }
        }
    }

    /// <summary>Adds the text of all runs within the tag that it stands at (<c>si</c>, <c>is</c>), without the hints on pronunciation, and goes to its end.</summary>
    public void Runs(StringBuilder text)
    {
        var tag = Name;
        if (IsEmpty)
            return;
        while (Next(tag))
        {
            if (Name == "t")
                Text(text);
            else if (Name == "rPh" && !IsEmpty)
                PassOver("rPh");
        }
    }

    public void Dispose() => _xml.Dispose();

    /// <summary>What is in a builder, with the characters that XML has no way to write.</summary>
    public static string Unescaped(StringBuilder text) => XmlCharacters.Unescape(text.ToString());

    private void PassOver(string tag)
    {
        while (Next(tag))
        {
        }
    }
}
