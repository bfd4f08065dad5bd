using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Kith.Import;

/// <summary>A file that came as the body of a request, or as a part of a form: on disk until it is disposed of, because it may be large.</summary>
internal sealed class ReceivedFile : IAsyncDisposable
{
    /// <summary>The most bytes of a file.</summary>
    public const long MaximumLength = 256L * 1024 * 1024;

    /// <summary>RFC 2046 §5.1.1.</summary>
    private const int LongestBoundary = 70;

    private const string FileField = "file";

    /// <summary>The most bytes of a field beside the file.</summary>
    private const int LongestField = 4 * 1024;

    private const int BufferSize = 64 * 1024;

    private readonly FileStream _stream;

    private ReceivedFile(FileStream stream) => _stream = stream;

    /// <summary>The bytes.</summary>
    public Stream Stream => _stream;

    /// <summary>What it is called; null when nobody said.</summary>
    public string? Name { get; private set; }

    /// <summary>What the form says of it, by the names of <see cref="SentOptions"/>.</summary>
    public Dictionary<string, string> Fields { get; } = [];

    /// <summary>The SHA-256 of its bytes.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>Receives it; a 413 when it is too large, as soon as that is known.</summary>
    public static async ValueTask<Outcome<ReceivedFile>> ReceiveAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        if (context.Request.ContentLength > MaximumLength)
            return TooLarge();
        var path = Path.Combine(Path.GetTempPath(), $"kith-import-{Path.GetRandomFileName()}");
        var file = new ReceivedFile(new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.DeleteOnClose | FileOptions.Asynchronous));
        // Nothing finds it any more, so that nothing is left of it, whatever becomes of this process.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        var isKept = false;
        try
        {
            if (await file.ReadAsync(context) is { } problem)
                return problem;
            isKept = true;
            return file;
        }
        finally
        {
            if (!isKept)
                await file.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async ValueTask<Problem?> ReadAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals(MediaTypes.Form, StringComparison.OrdinalIgnoreCase))
        {
            Name = ContentDispositionHeaderValue.TryParse(context.Request.Headers.ContentDisposition.ToString(), out var disposition) ? NameOf(disposition) : null;
            return await CopyAsync(context.Request.Body, context.RequestAborted);
        }
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary)
            return new Problem(400, $"The Content-Type multipart/form-data must name a boundary of at most {LongestBoundary} characters.");
        try
        {
            var reader = new MultipartReader(boundary, context.Request.Body);
            var hasFile = false;
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    continue;
                var (field, name) = (HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "", NameOf(disposition));
                if (hasFile && (field == FileField || name is not null))
                    return Problem.Unprocessable(field, $"An import is of one file. Send {(name is null ? "the second one" : $"“{name}”")} as an import of its own.", ViolationCodes.TooMany);
                if (field == FileField)
                {
                    (hasFile, Name) = (true, name);
                    if (await CopyAsync(section.Body, context.RequestAborted) is { } problem)
                        return problem;
                }
                else if (SentOptions.Names.Contains(field))
                {
                    if (await ReadFieldAsync(section.Body, context.RequestAborted) is not { } value)
                        return new Problem(400, $"Form field \"{field}\": expected UTF-8 text of at most {LongestField:N0} bytes, without U+0000.");
                    Fields[field] = value;
                }
            }
            if (hasFile)
                return null;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException && !context.RequestAborted.IsCancellationRequested)
        {
            return new Problem(400, "The body is not valid multipart/form-data.");
        }
        return Problem.Unprocessable(FileField, "This value should not be blank.", ViolationCodes.Blank);
    }

    /// <returns>What the field says; null when that is too long, or no text.</returns>
    private static async ValueTask<string?> ReadFieldAsync(Stream from, CancellationToken cancellation)
    {
        var bytes = new byte[LongestField + 1];
        var length = await from.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return length <= LongestField && !bytes.AsSpan(0, length).Contains((byte)0) && Utf8.IsValid(bytes.AsSpan(0, length)) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private async ValueTask<Problem?> CopyAsync(Stream from, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, length) = (new byte[BufferSize], 0L);
        int read;
        while ((read = await from.ReadAsync(buffer, cancellation)) > 0)
        {
            if ((length += read) > MaximumLength)
                return TooLarge();
            hash.AppendData(buffer, 0, read);
            await _stream.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
        Hash = hash.GetHashAndReset();
        _stream.Position = 0;
        return length == 0 ? Problem.Unprocessable(FileField, "The file is empty.", ViolationCodes.Blank) : null;
    }

    private static string? NameOf(ContentDispositionHeaderValue disposition)
    {
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        return string.IsNullOrWhiteSpace(name) ? null : name.Split('/', '\\')[^1];
    }

    private static Problem TooLarge() => new(413, $"The file is too large: at most {MaximumLength / 1024 / 1024} MiB are taken here. Split it into several files.");
}
