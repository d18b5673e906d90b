using Slipway.Gateway.Bodies;

namespace Slipway.Gateway.Forwarding;

/// <summary>A request once more, to be sent beside the first.</summary>
internal static class RequestCopy
{
    /// <param name="request">Not yet sent: while it is, its headers are not anybody's to read.</param>
    /// <param name="body">Its body; null where it has none.</param>
    public static HttpRequestMessage Of(HttpRequestMessage request, KeptBody? body)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
            Content = body is null ? null : new KeptContent(body, request.Content?.Headers),
        };
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
        }

        return copy;
    }
}
