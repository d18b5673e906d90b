using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>
/// Signs a request without a body as AWS Signature Version 4 asks: over the method, the path, the query, the host and
/// the <c>x-amz-*</c> headers.
/// </summary>
internal static class S3Signer
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string EmptyBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <param name="request">Its address holds the escaped path and the sorted, escaped query.</param>
    /// <param name="key">Who signs.</param>
    /// <param name="region">The region of the bucket.</param>
    /// <param name="now">By the clock that the store's own is compared with: 15 minutes apart are refused.</param>
    public static void Sign(HttpRequestMessage request, S3AccessKey key, string region, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var day = time[..8];
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", EmptyBody);
        request.Headers.TryAddWithoutValidation("x-amz-date", time);
        if (key.Token is { } token)
            request.Headers.TryAddWithoutValidation("x-amz-security-token", token);

        var uri = request.RequestUri!;
        var headers = request
            .Headers.NonValidated.Where(header => header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            .Select(header => (Name: header.Key.ToLowerInvariant(), Value: header.Value.ToString().Trim()))
            .Append(("host", uri.Authority))
            .OrderBy(header => header.Item1, StringComparer.Ordinal)
            .ToArray();
        var names = string.Join(';', headers.Select(header => header.Item1));
        var canonical = string.Join(
            '\n',
            request.Method.Method,
            uri.AbsolutePath,
            uri.Query.TrimStart('?'),
            string.Concat(headers.Select(header => $"{header.Item1}:{header.Item2}\n")),
            names,
            EmptyBody
        );

        var scope = $"{day}/{region}/s3/aws4_request";
        var text = string.Join('\n', Algorithm, time, scope, Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var signing = Encoding.UTF8.GetBytes("AWS4" + key.Secret);
        foreach (var part in (string[])[day, region, "s3", "aws4_request"])
        {
            signing = Hmac(signing, part);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{Algorithm} Credential={key.Id}/{scope}, SignedHeaders={names}, Signature={Hex(Hmac(signing, text))}"
        );
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
