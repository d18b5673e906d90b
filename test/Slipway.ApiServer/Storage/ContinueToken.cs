using System.Text;
using System.Text.Json;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Storage;

/// <summary>Where a list goes on: the version it is of, and the last object that was sent.</summary>
internal sealed record ContinueToken(long Revision, string Namespace, string Name)
{
    public string Encode() =>
        Convert
            .ToBase64String(JsonSerializer.SerializeToUtf8Bytes(this))
            .Replace('+', '-')
            .Replace('/', '_')
            .TrimEnd('=');

    /// <exception cref="StatusException">The text is no token of this server: 400.</exception>
    public static ContinueToken Decode(string text)
    {
        try
        {
            var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
            return JsonSerializer.Deserialize<ContinueToken>(Encoding.UTF8.GetString(Convert.FromBase64String(padded)))
                ?? throw new FormatException();
        }
        catch (Exception failure) when (failure is FormatException or JsonException)
        {
            throw StatusException.BadRequest("continue key is not valid");
        }
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Revision">The version that the whole list is of, or this page where a token had expired.</param>
public sealed record ListPage(IReadOnlyList<StoredObject> Items, long Revision, string? Continue, long? Remaining);
