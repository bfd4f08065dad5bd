using System.Buffers.Binary;
using System.IO.Hashing;
using SkiaSharp;

namespace Kith.Tests.Media;

/// <summary>Pictures made for tests.</summary>
internal static class Pictures
{
    /// <summary>A red picture whose left half is blue.</summary>
    public static byte[] Of(SKEncodedImageFormat format, int width = 60, int height = 40)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Red);
        using var blue = new SKPaint { Color = SKColors.Blue };
        canvas.DrawRect(SKRect.Create(0, 0, width / 2, height), blue);
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>A picture that does not compress, so that it is most of a small database.</summary>
    public static byte[] Noise(int size = 300)
    {
        using var bitmap = new SKBitmap(size, size);
        var random = new Random(1);
        for (var place = 0; place < size * size; place++)
            bitmap.SetPixel(place % size, place / size, new SKColor((uint)random.Next() | 0xFF000000));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 95);
        return data.ToArray();
    }

    /// <summary>A JPEG with a camera's name, and an orientation, in its metadata.</summary>
    public static byte[] WithExif(string camera, byte orientation)
    {
        var jpeg = Of(SKEncodedImageFormat.Jpeg);
        byte[] model = [.. System.Text.Encoding.ASCII.GetBytes(camera), 0];
        byte[] tiff =
        [
            .. "II*\0"u8, 8, 0, 0, 0, 2, 0,
            0x10, 0x01, 2, 0, .. Little(model.Length), .. Little(38),
            0x12, 0x01, 3, 0, .. Little(1), orientation, 0, 0, 0,
            0, 0, 0, 0, .. model,
        ];
        byte[] exif = [.. "Exif\0\0"u8, .. tiff];
        var length = exif.Length + 2;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. exif, .. jpeg.AsSpan(2)];
    }

    /// <summary>A PNG of a few bytes that says it is as large as one likes.</summary>
    public static byte[] Bomb(int width, int height)
    {
        byte[] header = [.. Big(width), .. Big(height), 8, 6, 0, 0, 0];
        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, [0x78, 0x9C, 0x63, 0, 0, 0, 1, 0, 1]), .. Chunk("IEND"u8, [])];
    }

    public static SKColor[] Corners(byte[] picture)
    {
        using var bitmap = SKBitmap.Decode(picture);
        return [bitmap.GetPixel(2, 2), bitmap.GetPixel(bitmap.Width - 3, 2), bitmap.GetPixel(2, bitmap.Height - 3), bitmap.GetPixel(bitmap.Width - 3, bitmap.Height - 3)];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] content = [.. type, .. data];
        return [.. Big(data.Length), .. content, .. Big((int)Crc32.HashToUInt32(content))];
    }

    private static byte[] Big(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Little(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }
}
