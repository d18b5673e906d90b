using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Slipway.Errors;
using Slipway.Tasks;

namespace Slipway.AspNetCore.Typed;

/// <summary>Makes a typed request of what HTTP says: its media type, its form's parts, and the options in its address.</summary>
internal static class TypedRequestReader
{
    private const string Form = "multipart/form-data";
    private const int MostParts = 256;
    private const int LongestField = 64 << 10;

    /// <exception cref="ServingException">InvalidArgument: the headers or the form cannot be read.</exception>
    public static async ValueTask<TypedRequest> ReadAsync(
        HttpRequest request,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in request.Query)
        {
            options[name] = values.ToString();
        }

        MediaTypeHeaderValue? type = null;
        if (!string.IsNullOrEmpty(request.ContentType) && !MediaTypeHeaderValue.TryParse(request.ContentType, out type))
        {
            throw ServingException.InvalidArgument(
                $"The Content-Type '{request.ContentType}' is none, such as application/json."
            );
        }

        CheckCharset(type);
        var mediaType = NameOf(type);
        return mediaType == Form
            ? new TypedRequest(mediaType, ReadOnlyMemory<byte>.Empty)
            {
                Files = await ReadFormAsync(type!, body, options, cancellationToken),
                Options = options,
                Accepted = Accepted(request),
            }
            : new TypedRequest(mediaType, body) { Options = options, Accepted = Accepted(request) };
    }

    private static async ValueTask<List<TypedFile>> ReadFormAsync(
        MediaTypeHeaderValue type,
        ReadOnlyMemory<byte> body,
        Dictionary<string, string> options,
        CancellationToken cancellationToken
    )
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 200)
            throw ServingException.InvalidArgument($"{Form} needs a boundary in its Content-Type.");
        var files = new List<TypedFile>();
        try
        {
            // The body is in memory and bounded; so is every part of it.
            using var stream = MemoryMarshal.TryGetArray(body, out var bytes)
                ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
                : new MemoryStream(body.ToArray(), writable: false);
            var reader = new MultipartReader(boundary, stream) { BodyLengthLimit = body.Length };
            for (var parts = 0; await reader.ReadNextSectionAsync(cancellationToken) is { } section; parts++)
            {
                if (parts == MostParts)
                    throw ServingException.InvalidArgument($"The form has over {MostParts} parts; send it in several.");
                var content = new MemoryStream();
                await section.Body.CopyToAsync(content, cancellationToken);
                Add(section, content);
            }

            return files;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new ServingException(ServingErrorCode.InvalidArgument, $"The form cannot be read: {e.Message}", e);
        }

        void Add(MultipartSection section, MemoryStream content)
        {
            var disposition = section.GetContentDispositionHeader();
            var field = HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).Value ?? "";
            if (disposition is null || !disposition.IsFileDisposition())
            {
                if (content.Length > LongestField)
                    throw ServingException.InvalidArgument($"The form's field '{field}' is over {LongestField} bytes.");
                options[field] = Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length);
                return;
            }

            var fileType = MediaTypeHeaderValue.TryParse(section.ContentType, out var parsed) ? parsed : null;
            var name = Path.GetFileName(
                HeaderUtilities.RemoveQuotes(disposition.FileName).Value ?? disposition.FileNameStar.Value ?? ""
            );
            files.Add(
                new TypedFile(field, name, NameOf(fileType), content.GetBuffer().AsMemory(0, (int)content.Length))
            );
        }
    }

    private static void CheckCharset(MediaTypeHeaderValue? type)
    {
        var charset = HeaderUtilities.RemoveQuotes(type?.Charset ?? default);
        if (
            charset.HasValue
            && charset.Length > 0
            && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            && !charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw ServingException.InvalidArgument($"Texts are taken in UTF-8, not in '{charset}'.");
        }
    }

    private static string NameOf(MediaTypeHeaderValue? type) => type?.MediaType.Value?.ToLowerInvariant() ?? "";

    private static IReadOnlyList<string> Accepted(HttpRequest request) =>
        [
            .. request
                .GetTypedHeaders()
                .Accept.Where(accepted => accepted.Quality is null or > 0)
                .OrderByDescending(accepted => accepted.Quality ?? 1)
                .Select(NameOf),
        ];
}
