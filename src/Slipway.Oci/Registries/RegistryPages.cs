using System.Net;
using Slipway.Oci.Registries.Authentication;

namespace Slipway.Oci.Registries;

/// <summary>Lists that registries give in pages, each with the address of the next one (RFC 8288).</summary>
internal sealed class RegistryPages(RegistryTransport transport, TokenScope scope)
{
    private const int LargestPage = 4 << 20;
    private const int LargestList = 64 << 20;
    private const int MostPages = 1000;

    /// <summary>The bodies of all pages, in their order.</summary>
    /// <param name="first">The address of the first.</param>
    /// <param name="what">What it is a list of, for errors.</param>
    /// <param name="isMissing">Whether an answer says that there is no such list; null where there must be one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where there is no such list.</returns>
    /// <exception cref="Errors.ServingException">It cannot be had, or is longer than any honest one.</exception>
    public async Task<IReadOnlyList<byte[]>?> ReadAsync(
        Uri first,
        string what,
        Func<HttpResponseMessage, bool>? isMissing,
        CancellationToken cancellationToken
    )
    {
        var pages = new List<byte[]>();
        var total = 0;
        for (var next = first; next is not null; )
        {
            if (pages.Count == MostPages || total > LargestList)
                throw OciErrors.TooLarge(
                    "list-too-long",
                    $"{what} has over {MostPages:N0} pages, or {LargestList:N0} bytes."
                );

            var address = next;
            using var response = await transport.SendAsync(
                () => new HttpRequestMessage(HttpMethod.Get, address),
                scope,
                cancellationToken
            );
            if (isMissing?.Invoke(response) == true)
                return null;
            if (response.StatusCode != HttpStatusCode.OK)
                throw await RegistryErrors.OfAsync(response, cancellationToken);

            var page = await transport.ReadAsync(response, LargestPage, what, cancellationToken);
            pages.Add(page);
            total += page.Length;
            next = Next(response, address);
        }

        return pages;
    }

    // <…>; rel="next", on the same registry.
    private static Uri? Next(HttpResponseMessage response, Uri current)
    {
        if (!response.Headers.TryGetValues("Link", out var links))
            return null;

        foreach (var link in links)
        {
            var (open, close) = (
                link.IndexOf('<', StringComparison.Ordinal),
                link.IndexOf('>', StringComparison.Ordinal)
            );
            if (open < 0 || close < open || !link[close..].Contains("next", StringComparison.Ordinal))
                continue;
            if (!Uri.TryCreate(current, link[(open + 1)..close], out var pointed))
                continue;
            var next = RegistryAddress.Follow(current, pointed);
            return RegistryAddress.IsSame(next, current) ? next : null;
        }

        return null;
    }
}
