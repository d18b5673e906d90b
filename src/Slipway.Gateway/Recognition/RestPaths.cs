namespace Slipway.Gateway.Recognition;

/// <summary>
/// Whose a path is: <c>/v2/models/{m}/…</c> (Open Inference), <c>/v1/models/{m}[/…][:verb]</c> (TensorFlow Serving and KServe),
/// <c>/models/{m}[/…]</c> (the typed API), <c>/services/{s}/…</c> (everything of one service).
/// </summary>
internal static class RestPaths
{
    private const string OpenInference = "/v2/models/";
    private const string TensorFlow = "/v1/models/";
    private const string Typed = "/models/";
    private const string Services = "/services/";
    private const string Repository = "/v2/repository/models/";

    // Of all models, not of one with such a name.
    private const string Statistics = "stats";

    // Servers may not mind the case of paths.
    private static readonly string[] OfOneServer =
    [
        "/v2/logging",
        "/v2/trace/setting",
        "/v2/systemsharedmemory",
        "/v2/cudasharedmemory",
        Repository,
    ];

    /// <param name="path">As the server decoded it; a slash within a name is still <c>%2F</c>.</param>
    public static RestTarget Recognize(ReadOnlySpan<char> path)
    {
        if (path.StartsWith(OpenInference, StringComparison.Ordinal))
            return OfOpenInference(path[OpenInference.Length..]);
        if (path.StartsWith(TensorFlow, StringComparison.Ordinal))
            return OfTensorFlow(path[TensorFlow.Length..]);
        if (path.StartsWith(Typed, StringComparison.Ordinal))
            return Of(RestKind.Model, path[Typed.Length..], "/");
        if (path.StartsWith(Services, StringComparison.Ordinal))
            return OfService(path[Services.Length..]);
        return IsOfOneServer(path) ? new RestTarget(RestKind.Management) : default;
    }

    private static RestTarget OfOpenInference(ReadOnlySpan<char> path)
    {
        var target = Of(RestKind.Model, path, "/");
        if (target.Rest.IsEmpty && target.Model.SequenceEqual(Statistics))
            return new RestTarget(RestKind.Management);
        return target.Rest.StartsWith("/trace/setting", StringComparison.OrdinalIgnoreCase)
            ? new RestTarget(RestKind.Management, target.Model)
            : target;
    }

    // The verb is behind the last colon of the last segment: names may have colons as well.
    private static RestTarget OfTensorFlow(ReadOnlySpan<char> path)
    {
        var slash = path.IndexOf('/');
        var name = slash < 0 ? path : path[..slash];
        if (slash < 0 && name.LastIndexOf(':') is > 0 and var colon)
            return new RestTarget(RestKind.Model, name[..colon], path[colon..]);
        return Of(RestKind.Model, path, "/");
    }

    private static RestTarget OfService(ReadOnlySpan<char> path)
    {
        var target = Of(RestKind.Service, path, "/");
        return target.Kind == RestKind.Service && Recognize(target.Rest).Kind is RestKind.Management or RestKind.Service
            ? new RestTarget(RestKind.Management)
            : target;
    }

    private static RestTarget Of(RestKind kind, ReadOnlySpan<char> path, ReadOnlySpan<char> ends)
    {
        var end = path.IndexOfAny(ends);
        var name = end < 0 ? path : path[..end];
        return name.IsEmpty ? default : new RestTarget(kind, name, end < 0 ? default : path[end..]);
    }

    private static bool IsOfOneServer(ReadOnlySpan<char> path)
    {
        foreach (var prefix in OfOneServer)
        {
            if (path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
