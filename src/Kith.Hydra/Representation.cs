using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CommunityToolkit.HighPerformance.Buffers;

namespace Kith.Hydra;

/// <summary>A document as the storage hands it out.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Revision">The revision of the journal entry that last changed it.</param>
/// <param name="Document">Its JSON, write-only properties last.</param>
public sealed record Stored(Guid Id, long Revision, ReadOnlyMemory<byte> Document)
{
    /// <summary>The ids at the other ends of the resource's inverse relations, in the order of their declaration.</summary>
    public IReadOnlyList<IReadOnlyList<Guid>> Inverses { get; init; } = [];

    /// <summary>The document as a tree.</summary>
    public JsonObject Parse() => Json.ParseStored(Document.Span);
}

/// <summary>
/// Documents on their way out: bytes are copied, the envelope is written around them (wire-semantics §2, §3). Nothing is
/// parsed unless a document has write-only properties that something is computed from.
/// </summary>
public sealed class Representation
{
    /// <summary>What is written around a document takes about so many bytes.</summary>
    internal const int EnvelopeLength = 256;

    private readonly Resource _resource;
    private readonly SignedLinks _links;
    private readonly byte[] _context;
    private readonly byte[] _type;
    private readonly byte[][] _hidden;

    /// <summary>Prepares what does not change from document to document.</summary>
    public Representation(Resource resource, SignedLinks links)
    {
        _resource = resource;
        _links = links;
        _context = Encoding.UTF8.GetBytes($"{{\"@context\":\"/contexts/{resource.Type}\",\"@id\":\"");
        _type = Encoding.UTF8.GetBytes($"\",\"@type\":\"{resource.Type}\",");
        _hidden = [.. resource.Fields.Where(field => field.IsStored && field.Direction == Direction.WriteOnly)
            .Select(field => Encoding.UTF8.GetBytes($",\"{field.Name}\":"))];
    }

    /// <summary>An item as a whole body.</summary>
    /// <param name="stored">The document.</param>
    /// <param name="collection">The IRI of the collection it is in.</param>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="format">The form of the answer.</param>
    public ReadOnlyMemory<byte> Item(Stored stored, string collection, long tenant, Format format)
    {
        using var buffer = new ArrayPoolBufferWriter<byte>(stored.Document.Length + EnvelopeLength);
        if (format == Format.JsonLd)
            buffer.Write(_context);
        WriteBody(buffer, stored, collection, tenant, format);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A member of a collection, which carries no context of its own.</summary>
    public void WriteMember(ArrayPoolBufferWriter<byte> buffer, Stored stored, string collection, long tenant, Format format)
    {
        if (format == Format.JsonLd)
            buffer.Write("{\"@id\":\""u8);
        WriteBody(buffer, stored, collection, tenant, format);
    }

    /// <summary>A member of a <c>view=idx</c> page: nothing but its names.</summary>
    public void WriteId(ArrayPoolBufferWriter<byte> buffer, Guid id, string collection, Format format)
    {
        if (format == Format.JsonLd)
        {
            buffer.Write("{\"@id\":\""u8);
            WriteIri(buffer, collection, id);
            buffer.Write(_type);
        }
        else
        {
            buffer.Write("{"u8);
        }
        buffer.Write("\"id\":\""u8);
        WriteId(buffer, id);
        buffer.Write("\"}"u8);
    }

    /// <summary>
    /// The strong entity tag of a representation: the revision, then what else the bytes depend on. Everything up to the first
    /// hyphen names the state, which <c>If-Match</c> compares; the rest names the variant.
    /// </summary>
    public string ETag(Stored stored, Format format)
    {
        var tag = new StringBuilder().Append('"').Append(stored.Revision);
        foreach (var inverse in stored.Inverses)
            tag.Append('.').Append(Fingerprint(inverse));
        if (_resource.Computed.Count > 0 && HoldsLinks(stored.Document.Length, HiddenFrom(stored.Document.Span)))
            tag.Append("-d").Append(_links.Period);
        if (format == Format.Json)
            tag.Append("-json");
        return tag.Append('"').ToString();
    }

    private static string Fingerprint(IReadOnlyList<Guid> ids)
    {
        var hash = new XxHash64();
        foreach (var id in ids)
        {
            var copy = id;
            hash.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<Guid>(ref copy)));
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Where properties are hidden at all, what is computed is computed of them.</summary>
    private bool HoldsLinks(int length, int hiddenFrom) => _hidden.Length == 0 || hiddenFrom < length;

    private void WriteBody(ArrayPoolBufferWriter<byte> buffer, Stored stored, string collection, long tenant, Format format)
    {
        if (format == Format.JsonLd)
        {
            WriteIri(buffer, collection, stored.Id);
            buffer.Write(_type);
        }
        else
        {
            buffer.Write("{"u8);
        }
        var document = stored.Document.Span;
        var end = HiddenFrom(document);
        buffer.Write(end < document.Length ? document[1..end] : document[1..^1]);
        WriteComputed(buffer, stored, end, tenant);
        WriteInverses(buffer, stored);
        buffer.Write("}"u8);
    }

    /// <summary>
    /// Where the write-only properties begin, or the length when there are none. The bytes <c>,"name":</c> cannot occur inside
    /// a string, whose quotes are escaped, and write-only properties come last.
    /// </summary>
    private int HiddenFrom(ReadOnlySpan<byte> document)
    {
        foreach (var name in _hidden)
        {
            var index = document.LastIndexOf(name);
            if (index >= 0)
                return index;
        }
        return document.Length;
    }

    private void WriteComputed(ArrayPoolBufferWriter<byte> buffer, Stored stored, int hiddenFrom, long tenant)
    {
        if (_resource.Computed.Count == 0 || !HoldsLinks(stored.Document.Length, hiddenFrom))
            return;
        var tail = stored.Document[Math.Min(hiddenFrom + 1, stored.Document.Length)..];
        using var hidden = tail.Length > 0 ? JsonDocument.Parse(Encoding.UTF8.GetString(tail.Span).Insert(0, "{")) : null;
        var rendering = new Rendering(tenant, stored.Id, hidden?.RootElement ?? default, _links);
        foreach (var field in _resource.Computed)
        {
            if (field.ValueOf(rendering) is not { } value)
                continue;
            buffer.Write(Encoding.UTF8.GetBytes($",\"{field.Name}\":\""));
            buffer.Write(JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            buffer.Write("\""u8);
        }
    }

    private void WriteInverses(ArrayPoolBufferWriter<byte> buffer, Stored stored)
    {
        for (var index = 0; index < _resource.Inverses.Count; index++)
        {
            var inverse = _resource.Inverses[index];
            buffer.Write(Encoding.UTF8.GetBytes($",\"{inverse.Name}\":["));
            var path = $"/{inverse.Source.Path}";
            foreach (var (position, id) in stored.Inverses[index].Index())
            {
                buffer.Write(position == 0 ? "\""u8 : ",\""u8);
                WriteIri(buffer, path, id);
                buffer.Write("\""u8);
            }
            buffer.Write("]"u8);
        }
    }

    private static void WriteIri(ArrayPoolBufferWriter<byte> buffer, string collection, Guid id)
    {
        Encoding.UTF8.GetBytes(collection, buffer);
        buffer.Write("/"u8);
        WriteId(buffer, id);
    }

    private static void WriteId(ArrayPoolBufferWriter<byte> buffer, Guid id)
    {
        id.TryFormat(buffer.GetSpan(36), out var written);
        buffer.Advance(written);
    }
}
