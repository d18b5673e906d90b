using System.Security.Cryptography;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>
/// A container of Azure Blob Storage or of its emulator: List Blobs, Get Blob Properties and Get Blob, signed with the
/// account's key or a shared access signature, or open to everybody.
/// </summary>
internal sealed class AzureStore(RemoteLocation location, RemoteClient client, RemoteSourceOptions options)
    : ObjectStore(location, client)
{
    private const string ApiVersion = "2021-12-02";
    private const string PageSize = "2000";
    private const int MaxPageBytes = 8 << 20;

    private readonly Func<AzureSettings> _settings = () =>
        AzureSettings.Read(location, options.Environment, options.AllowHttp);

    public override string MirrorKey => $"{_settings().Endpoint} {Location.Container}/{Location.Path}";

    protected override string Credentials => _settings().Origin;

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
        string? marker = null;
        do
        {
            (string, string?)[] parameters =
            [
                ("restype", "container"),
                ("comp", "list"),
                ("maxresults", PageSize),
                ("prefix", prefix.Length > 0 ? prefix : null),
                ("marker", marker),
            ];
            using var response = await SendAsync(HttpMethod.Get, "", parameters, _ => { }, cancellationToken);
            await Client.EnsureSuccessAsync(response, Location.Display, Credentials, cancellationToken);
            now ??= response.Headers.Date;
            var body = await Client.ReadAsync(response, MaxPageBytes, Location.Display, cancellationToken);
            (var page, marker) = AzureListing.Read(body, prefix, Location.Display);
            Add(objects, page);
        } while (marker is not null);
        return new StoreListing(objects, IsSingleFile: false, now);
    }

    public override Checksum? ChecksumOf(HttpResponseMessage response)
    {
        // Of a part, Content-MD5 is the part's; the whole's has a name of its own then.
        if (response.Headers.TryGetValues("x-ms-blob-content-md5", out var values))
            return Checksum.FromBase64(HashAlgorithmName.MD5, values.First());
        return response.StatusCode == System.Net.HttpStatusCode.OK && response.Content.Headers.ContentMD5 is { } md5
            ? Checksum.FromBase64(HashAlgorithmName.MD5, Convert.ToBase64String(md5))
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
            [],
            request => AddConditions(request, stored, offset),
            cancellationToken
        );

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        (string Name, string? Value)[] parameters,
        Action<HttpRequestMessage> prepare,
        CancellationToken cancellationToken
    )
    {
        var settings = _settings();
        var query = string.Join(
            '&',
            ((string?[])[Endpoints.Query(parameters), settings.Sas]).Where(part => !string.IsNullOrEmpty(part))
        );
        var address = Endpoints.Address(
            settings.Endpoint,
            $"{settings.Endpoint.AbsolutePath.TrimEnd('/')}/{Location.Container}{path}"
                + (query.Length > 0 ? "?" + query : "")
        );
        using var request = new HttpRequestMessage(method, address);
        request.Headers.TryAddWithoutValidation("x-ms-version", ApiVersion);
        prepare(request);
        if (settings.Key is { } key)
            AzureSigner.Sign(request, settings.Account, key, parameters, TimeProvider.System.GetUtcNow());
        return await Client.SendAsync(request, Location.Display, cancellationToken);
    }
}
