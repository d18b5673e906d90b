namespace Slipway.AspNetCore;

/// <summary>What the host of a model server may want to know of it. Thread-safe.</summary>
public interface IModelServerStatus
{
    /// <summary>True while requests are welcome; see <see cref="ModelServerOptions.Readiness"/>.</summary>
    bool IsReady { get; }

    /// <summary>The models known, available or not, in alphabetical order.</summary>
    IReadOnlyList<string> ModelNames { get; }

    /// <summary>Those of <see cref="ModelNames"/> of which no version takes requests: they failed, or load still.</summary>
    IReadOnlyList<string> UnservedModelNames { get; }

    /// <summary>Why the server is not ready, naming the model and the cause; null where it is.</summary>
    string? WhyNotReady();

    /// <summary>Returns when everything declared for loading at start has been tried, and whether all went well.</summary>
    Task<bool> WaitUntilStartedAsync(CancellationToken cancellationToken);
}
