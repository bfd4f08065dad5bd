using System.Net.Http.Headers;
using Kith.Media;

namespace Kith.Web.Items;

/// <summary>Sends a picture to the API as a form does.</summary>
internal static class PictureUpload
{
    /// <summary>Sends it.</summary>
    /// <param name="api">Where to.</param>
    /// <param name="picture">The bytes, of at most <see cref="MediaEndpoints.MaximumLength"/>.</param>
    /// <param name="mediaType">What the browser thinks that they are.</param>
    /// <param name="name">The name of the file.</param>
    public static async Task<ApiAnswer> SendAsync(Api api, Stream picture, string mediaType, string name)
    {
        using var form = new MultipartFormDataContent();
        var content = new StreamContent(picture);
        content.Headers.ContentType = MediaTypeHeaderValue.TryParse(mediaType, out var type) ? type : new("application/octet-stream");
        // A name may have anything in it, which the plain form of the header has no room for (RFC 8187).
        content.Headers.ContentDisposition = new("form-data") { Name = MediaEndpoints.FileField, FileNameStar = string.IsNullOrWhiteSpace(name) ? "picture" : name };
        form.Add(content);
        await using var body = new MemoryStream();
        await form.CopyToAsync(body);
        body.Position = 0;
        return await api.SendAsync(HttpMethods.Post, $"/{MediaObject.Resource.Path}", body, form.Headers.ContentType!.ToString());
    }
}
