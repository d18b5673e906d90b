using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>
/// One file of a web server. <c>SLIPWAY_HTTP_AUTHORIZATION</c> is sent as the <c>Authorization</c> header, to the
/// address's own server only. Digests of RFC 9530, RFC 3230 and RFC 1864 are verified where the server gives one.
/// </summary>
internal sealed class WebStore(RemoteLocation location, RemoteClient client, RemoteSourceOptions options)
    : ObjectStore(location, client)
{
    private const string AuthorizationVariable = "SLIPWAY_HTTP_AUTHORIZATION";
    private const int MaxRedirects = 5;
    private const long FirstByteOnly = -1;

    // A signature in the query is another one each time.
    public override string MirrorKey =>
        Location.Query.Contains("sig", StringComparison.OrdinalIgnoreCase)
            ? Location.Display
            : Location.Display + Location.Query;

    protected override string Credentials =>
        Authorization is null
            ? $"without credentials ({AuthorizationVariable} is not set)"
            : $"with the header that {AuthorizationVariable} holds";

    private string? Authorization => options.Environment(AuthorizationVariable) is { Length: > 0 } value ? value : null;

    public override async Task<StoreListing> ListAsync(CancellationToken cancellationToken)
    {
        var wanted = new StoredObject(Location.LastSegment, null, null, null);
        using var head = await SendAsync(HttpMethod.Head, wanted, 0, cancellationToken);
        if (head.IsSuccessStatusCode)
            return Single(wanted, head, head.Content.Headers.ContentLength);

        // Addresses that are signed for GET, and servers without HEAD: the first byte tells as much.
        using var first = await SendAsync(HttpMethod.Get, wanted, FirstByteOnly, cancellationToken);
        await Client.EnsureSuccessAsync(first, Location.Display, Credentials, cancellationToken);
        var size =
            first.StatusCode == HttpStatusCode.PartialContent
                ? first.Content.Headers.ContentRange?.Length
                : first.Content.Headers.ContentLength;
        return Single(wanted, first, size);
    }

    public override Checksum? ChecksumOf(HttpResponseMessage response) =>
        DigestOf(response, "Repr-Digest")
        ?? DigestOf(response, "Digest")
        // These two are of the message's body: of a part, or of none at all, they say nothing of the whole.
        ?? (
            response.StatusCode == HttpStatusCode.OK && response.RequestMessage?.Method == HttpMethod.Get
                ? DigestOf(response, "Content-Digest")
                    ?? (
                        response.Content.Headers.ContentMD5 is { } md5
                            ? Checksum.FromBase64(HashAlgorithmName.MD5, Convert.ToBase64String(md5))
                            : null
                    )
                : null
        );

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        StoredObject stored,
        long offset,
        CancellationToken cancellationToken
    )
    {
        var address = Location.Endpoint!;
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            using var request = new HttpRequestMessage(method, address);
            if (offset == FirstByteOnly)
                request.Headers.Range = new RangeHeaderValue(0, 0);
            else
                AddConditions(request, stored, offset);
            if (Authorization is { } value && IsOwnServer(address))
                request.Headers.TryAddWithoutValidation("Authorization", value);
            var response = await Client.SendAsync(request, Location.Display, cancellationToken);
            if (response.Content.Headers.ContentEncoding.Any(coding => coding != "identity"))
            {
                response.Dispose();
                throw RemoteException.Create(
                    RemoteException.Refused,
                    $"The server of '{Location.Display}' compresses the file on the way although it was asked not to; "
                        + "switch that off there for model files."
                );
            }

            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                return response;
            using (response)
            {
                address = Next(address, response);
            }
        }

        throw RemoteException.Create(
            RemoteException.Refused,
            $"'{Location.Display}' redirects more than {MaxRedirects} times."
        );
    }

    private Uri Next(Uri address, HttpResponseMessage response)
    {
        if (response.Headers.Location is not { } target)
        {
            throw RemoteException.Create(
                RemoteException.Refused,
                $"The server of '{Location.Display}' redirects ({(int)response.StatusCode}) without saying where to."
            );
        }

        var next = new Uri(address, target);
        if (next.Scheme is not ("http" or "https") || (address.Scheme == "https" && next.Scheme == "http"))
        {
            throw RemoteException.Create(
                RemoteException.Refused,
                $"'{Location.Display}' redirects to an address that is not encrypted, on {next.Host}. Name the "
                    + "file's real address."
            );
        }

        return RemoteLocation.CheckedHttp(next, options.AllowHttp);
    }

    private bool IsOwnServer(Uri address) =>
        Uri.Compare(
            address,
            Location.Endpoint!,
            UriComponents.SchemeAndServer,
            UriFormat.Unescaped,
            StringComparison.OrdinalIgnoreCase
        ) == 0;

    // "sha-256=:base64:" (RFC 9530) or "SHA-256=base64" (RFC 3230), several with commas between.
    private static Checksum? DigestOf(HttpResponseMessage response, string header)
    {
        if (
            !response.Headers.TryGetValues(header, out var values)
            && !response.Content.Headers.TryGetValues(header, out values)
        )
            return null;
        var digests = values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)).ToArray();
        return Find("sha-512", HashAlgorithmName.SHA512)
            ?? Find("sha-256", HashAlgorithmName.SHA256)
            ?? Find("md5", HashAlgorithmName.MD5);

        Checksum? Find(string name, HashAlgorithmName algorithm) =>
            digests.FirstOrDefault(digest => digest.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))
                is { } found
                ? Checksum.FromBase64(algorithm, found[(name.Length + 1)..].Trim(':'))
                : null;
    }
}
