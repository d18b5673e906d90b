using System.Net.Http.Headers;
using Slipway.Oci.Unpacking;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>
/// Lists and reads what is below one location. Nothing is kept between calls but connections: credentials are looked up
/// anew each time, so that rotated ones are found. Thread-safe.
/// </summary>
internal abstract class ObjectStore(RemoteLocation location, RemoteClient client)
{
    /// <summary>More objects than these below one location are refused.</summary>
    protected const int MaxObjects = 100_000;

    public RemoteLocation Location { get; } = location;

    /// <summary>What tells this location from every other, in the names of mirrors; no secret.</summary>
    public abstract string MirrorKey { get; }

    protected RemoteClient Client { get; } = client;

    /// <summary>Where requests get their credentials, for the message of a refusal.</summary>
    protected abstract string Credentials { get; }

    /// <summary>Creates the store that speaks the location's protocol.</summary>
    public static ObjectStore Create(RemoteLocation location, RemoteClient client, RemoteSourceOptions options) =>
        location.Kind switch
        {
            RemoteKind.S3 => new S3Store(location, client, options),
            RemoteKind.Azure => new AzureStore(location, client, options),
            _ => new WebStore(location, client, options),
        };

    /// <summary>All objects; one attempt.</summary>
    /// <exception cref="Errors.ServingException">With a reason of <see cref="RemoteException"/>.</exception>
    public abstract Task<StoreListing> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Asks for an object from <paramref name="offset"/> on, only while it is still the one that was listed. Returns
    /// at the headers of the answer, which is 200 (the whole, whatever was asked) or 206.
    /// </summary>
    public async Task<HttpResponseMessage> OpenAsync(
        StoredObject stored,
        long offset,
        CancellationToken cancellationToken
    )
    {
        var response = await SendAsync(HttpMethod.Get, stored, offset, cancellationToken);
        await Client.EnsureSuccessAsync(response, Describe(stored), Credentials, cancellationToken);
        return response;
    }

    /// <summary>What an answer says the whole object adds up to; null where it does not say.</summary>
    public abstract Checksum? ChecksumOf(HttpResponseMessage response);

    /// <summary>The object for messages.</summary>
    public string Describe(StoredObject stored) =>
        stored.FullKey == Location.Path || Location.Kind == RemoteKind.Web
            ? Location.Display
            : $"{Location.Display.TrimEnd('/')}/{EntryNames.Printable(stored.Key)}";

    protected abstract Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        StoredObject stored,
        long offset,
        CancellationToken cancellationToken
    );

    /// <summary>The location as one object, by its headers; null where it is none.</summary>
    protected async Task<StoreListing?> FindSingleAsync(CancellationToken cancellationToken)
    {
        var wanted = new StoredObject(Location.LastSegment, null, null, null) { FullKey = Location.Path };
        using var response = await SendAsync(HttpMethod.Head, wanted, 0, cancellationToken);
        if (response.StatusCode is System.Net.HttpStatusCode.NotFound)
            return null;
        await Client.EnsureSuccessAsync(response, Location.Display, Credentials, cancellationToken);
        return Single(wanted, response, response.Content.Headers.ContentLength);
    }

    protected StoreListing Single(StoredObject wanted, HttpResponseMessage response, long? size)
    {
        var found = wanted with
        {
            Size = size,
            ETag = Strong(response.Headers.ETag),
            Modified = response.Content.Headers.LastModified,
            Checksum = Location.Sha256 is { } digest
                ? new Checksum(System.Security.Cryptography.HashAlgorithmName.SHA256, digest)
                : ChecksumOf(response),
        };
        return new StoreListing([found], IsSingleFile: true, response.Headers.Date);
    }

    protected static void AddConditions(HttpRequestMessage request, StoredObject stored, long offset)
    {
        if (stored.ETag is { } etag)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{etag}\"");
        if (offset > 0)
            request.Headers.Range = new RangeHeaderValue(offset, null);
    }

    /// <summary>An ETag that stands for the very bytes; a weak one does not.</summary>
    internal static string? Strong(EntityTagHeaderValue? tag) => tag is { IsWeak: false } ? tag.Tag.Trim('"') : null;

    /// <summary>Adds a page of a listing, and refuses one that has no end.</summary>
    protected void Add(List<StoredObject> objects, IEnumerable<StoredObject> page)
    {
        objects.AddRange(page);
        if (objects.Count > MaxObjects)
        {
            throw RemoteException.Create(
                RemoteException.TooLarge,
                $"'{Location.Display}' holds more than {MaxObjects:N0} objects; name a prefix that holds models only."
            );
        }
    }
}
