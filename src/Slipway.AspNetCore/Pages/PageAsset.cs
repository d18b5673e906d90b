using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Slipway.AspNetCore.Pages;

/// <summary>
/// An embedded file. Under its plain address a browser asks each time whether it changed; under the address with the
/// content's hash it never asks again. Immutable.
/// </summary>
internal sealed class PageAsset
{
    private readonly byte[] _content;
    private readonly string _contentType;
    private readonly EntityTagHeaderValue _tag;

    public PageAsset(byte[] content, string contentType)
    {
        _content = content;
        _contentType = contentType;
        Hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
        _tag = new EntityTagHeaderValue($"\"{Hash}\"");
    }

    /// <summary>Of the content, for the address.</summary>
    public string Hash { get; }

    public static byte[] Read(string name)
    {
        using var stream =
            typeof(PageAsset).Assembly.GetManifestResourceStream("Slipway.Pages." + name)
            ?? throw new InvalidOperationException($"The page's file {name} is missing from the assembly.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        SecurityHeaders.Set(response, SecurityHeaders.Own);
        response.GetTypedHeaders().ETag = _tag;
        response.Headers.CacheControl =
            context.Request.Query["v"] == Hash ? "public, max-age=31536000, immutable" : "no-cache";

        foreach (var known in context.Request.GetTypedHeaders().IfNoneMatch)
        {
            if (!known.Compare(_tag, useStrongComparison: false) && !known.Equals(EntityTagHeaderValue.Any))
                continue;
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = _contentType;
        response.ContentLength = _content.Length;
        await response.Body.WriteAsync(_content, context.RequestAborted);
    }
}
