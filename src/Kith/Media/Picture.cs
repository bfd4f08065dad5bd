using SkiaSharp;

namespace Kith.Media;

/// <summary>A picture made anew from what was uploaded: nothing of the file but its pixels survives.</summary>
/// <param name="MediaType">The type in which it is kept.</param>
/// <param name="Content">The picture.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Thumbnail">A square of 256 × 256 pixels, in the same type.</param>
internal sealed record Picture(string MediaType, byte[] Content, int Width, int Height, byte[] Thumbnail)
{
    /// <summary>The most pixels that are decoded: 40 megapixels take 160 MB of memory, twice while they are turned, for a moment.</summary>
    public const long MaximumPixels = 40_000_000;

    /// <summary>The media types that pictures are taken in.</summary>
    public static readonly IReadOnlyList<string> TakenTypes = ["image/jpeg", "image/png", "image/webp", "image/gif"];

    /// <summary>The media types that pictures are kept in: of a GIF its first image, as PNG.</summary>
    public static readonly IReadOnlyList<string> KeptTypes = ["image/jpeg", "image/png", "image/webp"];

    private const int ThumbnailSize = 256;
    private const int Quality = 88;

    /// <summary>Two at a time: enough for two cores, and a bound on memory.</summary>
    private static readonly SemaphoreSlim Decoding = new(2);

    /// <summary>Decodes, turns upright and encodes again. The content decides what it is; the name and the declared type do not.</summary>
    /// <returns>The picture, or why it is not one (for a 422).</returns>
    public static async Task<(Picture? Picture, string? Refusal)> ReadAsync(ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        await Decoding.WaitAsync(cancellation);
        try
        {
            return Read(file.Span);
        }
        finally
        {
            Decoding.Release();
        }
    }

    private static (Picture? Picture, string? Refusal) Read(ReadOnlySpan<byte> file)
    {
        if (!LooksLikePicture(file))
            return (null, "This file is not a JPEG, PNG, WebP or GIF picture.");
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null)
            return (null, "This file is not a JPEG, PNG, WebP or GIF picture.");
        var info = codec.Info;
        if ((long)info.Width * info.Height is 0 or > MaximumPixels)
            return (null, $"This picture is too large: {info.Width} × {info.Height} pixels, at most {MaximumPixels / 1_000_000} megapixels are taken.");

        using var decoded = new SKBitmap(new SKImageInfo(info.Width, info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var result = codec.GetPixels(decoded.Info, decoded.GetPixels());
        if (result != SKCodecResult.Success)
            return (null, "This picture is damaged or incomplete.");
        decoded.SetImmutable();
        var upright = codec.EncodedOrigin == SKEncodedOrigin.TopLeft ? decoded : TurnUpright(decoded, codec.EncodedOrigin);
        using var turned = upright == decoded ? null : upright;
        var format = codec.EncodedFormat switch
        {
            SKEncodedImageFormat.Jpeg => SKEncodedImageFormat.Jpeg,
            SKEncodedImageFormat.Webp => SKEncodedImageFormat.Webp,
            _ => SKEncodedImageFormat.Png,
        };
        using var thumbnail = Square(upright);
        return (new Picture(MediaTypeOf(format), Encode(upright, format), upright.Width, upright.Height, Encode(thumbnail, format)), null);
    }

    private static bool LooksLikePicture(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
        || file.StartsWith("GIF8"u8)
        || (file.Length > 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8));

    private static string MediaTypeOf(SKEncodedImageFormat format) => format switch
    {
        SKEncodedImageFormat.Jpeg => "image/jpeg",
        SKEncodedImageFormat.Webp => "image/webp",
        _ => "image/png",
    };

    private static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using var encoded = bitmap.Encode(format, Quality);
        return encoded.ToArray();
    }

    private static SKBitmap Square(SKBitmap picture)
    {
        var side = Math.Min(picture.Width, picture.Height);
        var left = (picture.Width - side) / 2;
        var top = (picture.Height - side) / 2;
        var thumbnail = new SKBitmap(new SKImageInfo(ThumbnailSize, ThumbnailSize, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(thumbnail);
        using var image = SKImage.FromBitmap(picture);
        canvas.Clear(SKColors.Transparent);
        canvas.DrawImage(image, SKRect.Create(left, top, side, side), SKRect.Create(0, 0, ThumbnailSize, ThumbnailSize),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return thumbnail;
    }

    /// <summary>Applies the orientation that cameras write into the metadata, which is dropped.</summary>
    private static SKBitmap TurnUpright(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        var isTurned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = isTurned ? (bitmap.Height, bitmap.Width) : (bitmap.Width, bitmap.Height);
        var upright = new SKBitmap(new SKImageInfo(width, height, bitmap.ColorType, bitmap.AlphaType));
        using var canvas = new SKCanvas(upright);
        canvas.SetMatrix(origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
            _ => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
        });
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, 0, 0, SKSamplingOptions.Default);
        upright.SetImmutable();
        return upright;
    }
}
