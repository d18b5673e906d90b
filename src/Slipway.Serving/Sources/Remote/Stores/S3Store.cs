using System.Net;
using System.Security.Cryptography;
using Slipway.Oci.Unpacking;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>
/// A bucket of Amazon S3 or of a server that speaks its REST API: ListObjectsV2, HeadObject and GetObject. The host is
/// the bucket's own at Amazon; elsewhere the bucket is the first part of the path.
/// </summary>
internal sealed class S3Store(RemoteLocation location, RemoteClient client, RemoteSourceOptions options)
    : ObjectStore(location, client)
{
    private const string PageSize = "1000";
    private const int MaxPageBytes = 8 << 20;

    private readonly Func<S3Settings> _settings = () => S3Settings.Read(options.Environment, options.AllowHttp);

    public override string MirrorKey => $"{_settings().Endpoint} {Location.Display}";

    protected override string Credentials => _settings().KeyOrigin;

    public override async Task<StoreListing> ListAsync(CancellationToken cancellationToken)
    {
        if (
            (FileNames.IsArtifact(Location.LastSegment) || FileNames.IsArchive(Location.LastSegment))
            && await FindSingleAsync(cancellationToken) is { } single
        )
        {
            return single;
        }

        var prefix = Location.Path.Length == 0 ? "" : Location.Path + "/";
        var objects = new List<StoredObject>();
        DateTimeOffset? now = null;
        string? token = null;
        do
        {
            var query = Endpoints.Query(
                ("list-type", "2"),
                ("encoding-type", "url"),
                ("max-keys", PageSize),
                ("prefix", prefix),
                ("continuation-token", token)
            );
            using var response = await SendAsync(HttpMethod.Get, "", query, _ => { }, cancellationToken);
            await Client.EnsureSuccessAsync(response, Location.Display, Credentials, cancellationToken);
            now ??= response.Headers.Date;
            var body = await Client.ReadAsync(response, MaxPageBytes, Location.Display, cancellationToken);
            (var page, token) = S3Listing.Read(body, prefix, Location.Display);
            Add(objects, page);
        } while (token is not null);
        return new StoreListing(objects, IsSingleFile: false, now);
    }

    /// <summary>
    /// The SHA-256 of the whole, or the ETag where it is the MD5: not with parts, and not with a key of one's own.
    /// </summary>
    public override Checksum? ChecksumOf(HttpResponseMessage response)
    {
        var digest = Header(response, "x-amz-checksum-sha256");
        // Of a part, it is the part's.
        if (
            digest is not null
            && response.StatusCode == HttpStatusCode.OK
            && Header(response, "x-amz-checksum-type") is not "COMPOSITE"
        )
        {
            var whole = Checksum.FromBase64(HashAlgorithmName.SHA256, digest);
            if (whole is not null)
                return whole;
        }

        var encryption = Header(response, "x-amz-server-side-encryption");
        var isMd5 =
            encryption is null or "AES256"
            && Header(response, "x-amz-server-side-encryption-customer-algorithm") is null;
        return isMd5 && Strong(response.Headers.ETag) is { Length: 32 } tag && tag.All(char.IsAsciiHexDigit)
            ? new Checksum(HashAlgorithmName.MD5, tag.ToLowerInvariant())
            : null;
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        StoredObject stored,
        long offset,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            method,
            "/" + Endpoints.Escape(stored.FullKey),
            "",
            request =>
            {
                AddConditions(request, stored, offset);
                request.Headers.TryAddWithoutValidation("x-amz-checksum-mode", "ENABLED");
            },
            cancellationToken
        );

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string query,
        Action<HttpRequestMessage> prepare,
        CancellationToken cancellationToken
    )
    {
        var settings = _settings();
        var (server, root) = Server(settings);
        var target = root + path;
        var address = Endpoints.Address(
            server,
            (target.Length == 0 ? "/" : target) + (query.Length > 0 ? "?" + query : "")
        );
        using var request = new HttpRequestMessage(method, address);
        prepare(request);
        if (settings.AccessKey is { } key)
            S3Signer.Sign(request, key, settings.Region, TimeProvider.System.GetUtcNow());
        var response = await Client.SendAsync(request, Location.Display, cancellationToken);
        if (
            response.StatusCode
                is HttpStatusCode.MovedPermanently
                    or HttpStatusCode.TemporaryRedirect
                    or HttpStatusCode.BadRequest
            && Header(response, "x-amz-bucket-region") is { } region
            && region != settings.Region
        )
        {
            response.Dispose();
            throw RemoteException.Create(
                RemoteException.Refused,
                $"The bucket of '{Location.Display}' is in the region '{EntryNames.Printable(region)}', not "
                    + $"'{settings.Region}'. Set AWS_REGION."
            );
        }

        return response;
    }

    private (Uri Server, string Root) Server(S3Settings settings)
    {
        var bucket = Location.Container;
        if (settings.Endpoint is { } endpoint)
            return (endpoint, endpoint.AbsolutePath.TrimEnd('/') + "/" + bucket);
        // A dot in a bucket's name does not fit Amazon's certificate.
        var suffix = settings.Region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        return bucket.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? (new Uri($"https://{bucket}.s3.{settings.Region}.{suffix}"), "")
            : (new Uri($"https://s3.{settings.Region}.{suffix}"), "/" + bucket);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
