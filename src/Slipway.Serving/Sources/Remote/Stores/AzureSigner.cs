using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>Signs a request without a body with an account's key, as Azure's "Shared Key" scheme asks.</summary>
internal static class AzureSigner
{
    /// <param name="request">Complete but for its date and signature.</param>
    /// <param name="account">The account whose key it is.</param>
    /// <param name="key">The key.</param>
    /// <param name="parameters">The parameters of the query, not escaped.</param>
    /// <param name="now">By the clock that the store's own is compared with: 15 minutes apart are refused.</param>
    public static void Sign(
        HttpRequestMessage request,
        string account,
        byte[] key,
        IEnumerable<(string Name, string? Value)> parameters,
        DateTimeOffset now
    )
    {
        request.Headers.TryAddWithoutValidation("x-ms-date", now.ToString("R", CultureInfo.InvariantCulture));
        var text = new StringBuilder(request.Method.Method).Append('\n');
        // Content-Encoding, -Language, -Length, -MD5, -Type, Date, If-Modified-Since: none of them is sent.
        text.Append('\n', 7);
        text.Append(Header("If-Match")).Append('\n');
        // If-None-Match, If-Unmodified-Since.
        text.Append('\n', 2);
        text.Append(Header("Range")).Append('\n');
        foreach (
            var (name, values) in request
                .Headers.NonValidated.Where(h => h.Key.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
                .OrderBy(h => h.Key.ToLowerInvariant(), StringComparer.Ordinal)
        )
        {
            text.Append(name.ToLowerInvariant()).Append(':').Append(values.ToString().Trim()).Append('\n');
        }

        text.Append('/').Append(account).Append(request.RequestUri!.AbsolutePath);
        foreach (
            var (name, value) in parameters.Where(p => p.Value is not null).OrderBy(p => p.Name, StringComparer.Ordinal)
        )
        {
            text.Append('\n').Append(name).Append(':').Append(value);
        }

        var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text.ToString()));
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"SharedKey {account}:{Convert.ToBase64String(signature)}"
        );

        string Header(string name) =>
            request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : "";
    }
}
