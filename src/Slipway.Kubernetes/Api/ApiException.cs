using System.Net;
using k8s.Models;

namespace Slipway.Kubernetes.Api;

/// <summary>The API server refused, or could not.</summary>
public sealed class ApiException(HttpStatusCode code, V1Status? status, string message, TimeSpan? retryAfter)
    : Exception(message)
{
    public HttpStatusCode Code { get; } = code;

    /// <summary>What it says about it; null where the body was none.</summary>
    public V1Status? Status { get; } = status;

    /// <summary>Machine-readable: <c>NotFound</c>, <c>AlreadyExists</c>, <c>Conflict</c>, <c>Expired</c>, …</summary>
    public string? Reason => Status?.Reason;

    /// <summary>When to ask again, where it says so.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    public bool IsNotFound => Code == HttpStatusCode.NotFound;

    /// <summary>The object has changed since it was read, or another manager has the field.</summary>
    public bool IsConflict => Code == HttpStatusCode.Conflict && Reason != "AlreadyExists";

    public bool AlreadyExists => Code == HttpStatusCode.Conflict && Reason == "AlreadyExists";

    /// <summary>The version, or the place in a list, is no longer kept: begin with a list.</summary>
    public bool IsExpired => Code == HttpStatusCode.Gone;

    /// <summary>The same request may succeed later.</summary>
    public bool IsTransient => Code is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
