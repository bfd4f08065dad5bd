using System.Text;
using Kith.Tests.Support;
using SkiaSharp;

namespace Kith.Tests.Media;

public sealed class MediaTests(RunningServer server)
{
    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, "image/jpeg")]
    [InlineData(SKEncodedImageFormat.Png, "image/png")]
    [InlineData(SKEncodedImageFormat.Webp, "image/webp")]
    public async Task A_picture_is_kept_and_shown(SKEncodedImageFormat format, string type)
    {
        var crm = await server.NewTenant();

        var created = (await Upload(crm, Pictures.Of(format), "portrait.bin", "text/plain")).Is(201);

        Assert.Equal("MediaObject", created["@type"]!.GetValue<string>());
        Assert.Equal("portrait.bin", created["name"]!.GetValue<string>());
        Assert.Equal(type, created["encodingFormat"]!.GetValue<string>());
        Assert.Equal(60, created["width"]!.GetValue<int>());
        Assert.Equal(40, created["height"]!.GetValue<int>());
        Assert.Equal(created.Text, (await crm.Get(created.Iri)).Is(200).Text);
        var content = (await crm.Anonymous().Get(created["contentUrl"]!.GetValue<string>())).Is(200);
        Assert.Equal(type, content.ContentType);
        Assert.Equal(created["contentSize"]!.GetValue<int>(), content.Bytes.Length);
        Assert.Contains("sandbox", content.Header("Content-Security-Policy"), StringComparison.Ordinal);
        var thumbnail = (await crm.Anonymous().Get(created["thumbnailUrl"]!.GetValue<string>())).Is(200);
        using var square = SKBitmap.Decode(thumbnail.Bytes);
        Assert.Equal((256, 256), (square.Width, square.Height));
        Assert.Equal([created.Iri], (await crm.Get("/media_objects")).Iris);
    }

    [Fact]
    public async Task An_avatar_loads_without_a_key_and_is_never_printed()
    {
        var crm = await server.NewTenant();
        var picture = (await Upload(crm, Pictures.Of(SKEncodedImageFormat.Png))).Is(201).Iri;

        var person = (await crm.Post("/people", $$"""{"familyName":"A","avatar":"{{picture}}"}""")).Is(201);
        var avatarUrl = person["avatarUrl"]!.GetValue<string>();

        Assert.Null(person["avatar"]);
        Assert.Equal("image/png", (await crm.Anonymous().Get(avatarUrl)).Is(200).ContentType);
        Assert.Equal(avatarUrl, (await crm.Put(person.Iri, """{"familyName":"B"}""")).Is(200)["avatarUrl"]!.GetValue<string>());
        Assert.Equal(avatarUrl, (await crm.Get("/people")).Members[0]["avatarUrl"]!.GetValue<string>());
        Assert.Null((await crm.Patch(person.Iri, """{"avatar":null}""")).Is(200)["avatarUrl"]);
    }

    [Fact]
    public async Task A_deleted_picture_leaves_no_avatar_and_no_bytes()
    {
        var crm = await server.NewTenant();
        var picture = (await Upload(crm, Pictures.Of(SKEncodedImageFormat.Png))).Is(201);
        var person = await crm.Create("/people", $$"""{"familyName":"A","avatar":"{{picture.Iri}}"}""");

        (await crm.Delete(picture.Iri)).Is(204);

        Assert.Null((await crm.Get(person))["avatarUrl"]);
        (await crm.Anonymous().Get(picture["contentUrl"]!.GetValue<string>())).Is(404);
    }

    [Fact]
    public async Task A_link_works_for_what_it_was_signed_for_and_no_longer_than_said()
    {
        var clock = new ManualClock();
        await using var own = await RunningServer.StartAsync(clock);
        var (crm, stranger) = (await own.NewTenant(), await own.NewTenant());
        var (first, second) = ((await Upload(crm, Pictures.Of(SKEncodedImageFormat.Png))).Is(201), (await Upload(crm, Pictures.Of(SKEncodedImageFormat.Png))).Is(201));
        var link = first["contentUrl"]!.GetValue<string>();
        var (path, query) = (link.Split('?')[0], link.Split('?')[1]);

        (await stranger.Get(link)).Is(200);
        (await crm.Get(path)).Is(404);
        (await crm.Get($"{second.Iri}/content?{query}")).Is(404);
        (await crm.Get($"{first.Iri}/thumbnail?{query}")).Is(404);
        (await crm.Get($"{path}?{query[..^1]}{(query[^1] == '0' ? '1' : '0')}")).Is(404);
        (await crm.Get(link.Replace("expires=1", "expires=2", StringComparison.Ordinal))).Is(404);
        (await crm.Get(link.Replace("tenant=2", "tenant=3", StringComparison.Ordinal))).Is(404);
        clock.Advance(TimeSpan.FromDays(1));
        (await crm.Get(link)).Is(200);
        clock.Advance(TimeSpan.FromDays(1));
        (await crm.Get(link)).Is(404);
        (await crm.Get((await crm.Get(first.Iri))["contentUrl"]!.GetValue<string>())).Is(200);
    }

    [Fact]
    public async Task Nothing_but_pixels_survives_and_they_stand_upright()
    {
        var crm = await server.NewTenant();
        var sent = Pictures.WithExif("Spy Camera 3000", orientation: 6);

        var created = (await Upload(crm, sent)).Is(201);
        var kept = (await crm.Get(created["contentUrl"]!.GetValue<string>())).Bytes;

        Assert.Contains("Spy Camera", Encoding.Latin1.GetString(sent), StringComparison.Ordinal);
        Assert.DoesNotContain("Spy Camera", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        Assert.Equal((40, 60), (created["width"]!.GetValue<int>(), created["height"]!.GetValue<int>()));
        // Turned a quarter to the right, the blue half of the left is on top.
        Assert.Equal(
            [true, true, false, false],
            Pictures.Corners(kept).Select(corner => corner.Blue > 200 && corner.Red < 60));
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", "image/svg+xml")]
    [InlineData("<html><script>alert(1)</script></html>", "image/png")]
    [InlineData("GIF89a<script>alert(1)</script>", "image/gif")]
    [InlineData("not a picture", "image/jpeg")]
    [InlineData("", "image/png")]
    public async Task What_is_not_a_picture_is_refused(string content, string type)
    {
        var crm = await server.NewTenant();

        (await Upload(crm, Encoding.UTF8.GetBytes(content), "a.png", type)).Refuses("file");

        Assert.Equal(0, (await crm.Get("/media_objects")).TotalItems);
    }

    [Theory]
    [InlineData(30_000, 30_000)]
    [InlineData(6_400, 6_400)]
    [InlineData(0, 10)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public async Task A_picture_that_unfolds_beyond_measure_is_refused_unopened(int width, int height)
    {
        var crm = await server.NewTenant();

        (await Upload(crm, Pictures.Bomb(width, height))).Refuses("file");
    }

    [Fact]
    public async Task A_picture_of_which_half_is_missing_is_refused()
    {
        var crm = await server.NewTenant();

        foreach (var format in (SKEncodedImageFormat[])[SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp])
        {
            var whole = Pictures.Of(format);
            for (var length = 1; length <= whole.Length / 2; length += whole.Length / 8)
                (await Upload(crm, whole[..length])).Refuses("file");
        }
    }

    [Fact]
    public async Task A_form_must_hold_a_file_of_ten_mebibytes_at_most()
    {
        var crm = await server.NewTenant();

        (await Upload(crm, new byte[(10 * 1024 * 1024) + 1])).Is(413);
        (await crm.Post("/media_objects", "{}")).Is(415);
        (await crm.Send(HttpMethod.Post, "/media_objects", Client.Body("x", "multipart/form-data"))).Is(400);
        (await crm.Send(HttpMethod.Post, "/media_objects", Client.Body("x", "multipart/form-data; boundary=b"))).Is(400);
        using var form = new MultipartFormDataContent { { new StringContent("x"), "name" } };
        (await crm.Send(HttpMethod.Post, "/media_objects", form)).Refuses("file", ViolationCodes.Blank);
    }

    [Fact]
    public async Task The_same_upload_with_the_same_key_is_one_picture()
    {
        var crm = await server.NewTenant();
        var picture = Pictures.Of(SKEncodedImageFormat.Png);

        var first = (await Upload(crm, picture, headers: ("Idempotency-Key", "k"))).Is(201);
        var again = (await Upload(crm, picture, headers: ("Idempotency-Key", "k"))).Is(201);

        Assert.Equal(first.Bytes, again.Bytes);
        Assert.Equal(1, (await crm.Get("/media_objects")).TotalItems);
        (await Upload(crm, Pictures.Of(SKEncodedImageFormat.Jpeg), headers: ("Idempotency-Key", "k"))).Is(422);
    }

    internal static async Task<Reply> Upload(Client crm, byte[] file, string name = "portrait.png", string type = "image/png", params (string, string)[] headers)
    {
        using var form = new MultipartFormDataContent();
        var part = new ByteArrayContent(file);
        part.Headers.TryAddWithoutValidation("Content-Type", type);
        form.Add(part, "file", name);
        return await crm.Send(HttpMethod.Post, "/media_objects", form, headers);
    }
}
