using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Conversion;

/// <summary>
/// Where KServe's storage initializer would fetch a model from (<c>storageUri</c>: <c>gs://</c>, <c>s3://</c>, <c>pvc://</c>,
/// <c>oci://</c>, <c>https://</c>, <c>hdfs://</c>, <c>webhdfs://</c>, <c>hf://</c>), as a model's source.
/// </summary>
internal static class StorageAddress
{
    private const string Separator = "://";

    /// <returns>The source, null where Slipway's server cannot reach it; and what is to be known of it.</returns>
    public static (ModelSource? Source, string? Note) Read(string uri)
    {
        var at = uri.IndexOf(Separator, StringComparison.Ordinal);
        var (scheme, rest) = at < 0 ? ("", uri) : (uri[..at], uri[(at + Separator.Length)..]);
        return scheme switch
        {
            "pvc" => (new ModelSource { Claim = Claim(rest) }, null),
            "oci" => (
                new ModelSource { Artifact = rest },
                "the server looks for the model in the whole image, not only below /models"
            ),
            "s3" => (
                new ModelSource { Address = uri },
                "credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in 'env', not from a secret of the service account; "
                    + "another server than Amazon's is AWS_ENDPOINT_URL"
            ),
            "https" => (new ModelSource { Address = uri }, null),
            "http" => (
                new ModelSource { Address = uri },
                "without encryption it is fetched only where 'arguments' have '--allow-http'"
            ),
            "gs" => (
                null,
                "Google's buckets are not read as such. Their S3-compatible interface may do (address "
                    + $"s3://{rest}, AWS_ENDPOINT_URL=https://storage.googleapis.com, an HMAC key), which nobody tried; or push the model to a "
                    + "registry by 'slipway push'"
            ),
            "hf" => (null, "the Hugging Face hub is not read: push the model to a registry by 'slipway push'"),
            _ => (null, "the server reads no such address: push the model to a registry by 'slipway push'"),
        };
    }

    private static ClaimSource Claim(string rest)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var path = slash < 0 ? "" : rest[(slash + 1)..].Trim('/');
        return new ClaimSource { Name = slash < 0 ? rest : rest[..slash], Path = path.Length > 0 ? path : null };
    }
}
