using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Oci.Content;

namespace Slipway.Oci.Tests.Registries;

/// <summary>Manifests, and the list of those that are about another one, in pages.</summary>
internal sealed class SpecManifests
{
    private readonly ConcurrentDictionary<string, ManifestContent> _manifests = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ManifestContent> _order = new();

    /// <summary>How many entries of a list of referrers are in one page.</summary>
    public int PageLength { get; set; } = 100;

    /// <summary>Whether the list is filtered where that is asked for; a registry need not.</summary>
    public bool Filters { get; set; } = true;

    /// <summary>Whether each page names a next one, for ever.</summary>
    public bool NeverEnds { get; set; }

    /// <summary>What an answer to a request for a list of referrers is instead; null for the list.</summary>
    public int? ListStatus { get; set; }

    /// <summary>The names of manifests: digests, and tags.</summary>
    public IEnumerable<string> Names => _manifests.Keys;

    public Task AnswerAsync(HttpContext context, string reference) =>
        context.Request.Method == "PUT" ? TakeAsync(context, reference) : GiveAsync(context, reference);

    public async Task ListAsync(HttpContext context, string digest)
    {
        if (ListStatus is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        var type = context.Request.Query["artifactType"].ToString();
        var from = int.TryParse(context.Request.Query["from"], CultureInfo.InvariantCulture, out var start) ? start : 0;
        var all = _order.Where(manifest => manifest.Subject()?.Digest.ToString() == digest);
        var listed = all.Select(manifest => manifest.AsReferrer())
            .Where(referrer => !Filters || type.Length == 0 || referrer.ArtifactType == type)
            .ToList();
        if (NeverEnds || from + PageLength < listed.Count)
            context.Response.Headers.Link =
                $"<{context.Request.Path}?artifactType={Uri.EscapeDataString(type)}&from={from + PageLength}>; rel=\"next\"";
        var page = new ImageIndex { Manifests = [.. listed.Skip(from).Take(PageLength)] };
        context.Response.ContentType = MediaTypes.Index;
        await context.Response.Body.WriteAsync(ManifestContent.Of(page).Bytes, context.RequestAborted);
    }

    private async Task TakeAsync(HttpContext context, string reference)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var manifest = ManifestContent.Read(context.Request.ContentType!, body.ToArray());
        if (!_manifests.ContainsKey(manifest.Descriptor.Digest.ToString()))
            _order.Enqueue(manifest);
        _manifests[manifest.Descriptor.Digest.ToString()] = manifest;
        _manifests[reference] = manifest;
        context.Response.StatusCode = StatusCodes.Status201Created;
        if (ListStatus is null && manifest.Subject() is { } subject)
            context.Response.Headers["OCI-Subject"] = subject.Digest.ToString();
    }

    private async Task GiveAsync(HttpContext context, string reference)
    {
        if (!_manifests.TryGetValue(reference, out var manifest))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync(
                JsonSerializer.Serialize(new { errors = new[] { new { code = "MANIFEST_UNKNOWN" } } }),
                context.RequestAborted
            );
            return;
        }

        context.Response.ContentType = manifest.Descriptor.MediaType;
        await context.Response.Body.WriteAsync(manifest.Bytes, context.RequestAborted);
    }
}
