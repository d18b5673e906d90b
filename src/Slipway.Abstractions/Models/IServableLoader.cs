namespace Slipway.Models;

/// <summary>
/// Turns a package into a servable. Cheap to make; the work is in <see cref="LoadAsync"/>, which is called at most
/// once.
/// </summary>
public interface IServableLoader
{
    ModelPackage Package { get; }

    /// <summary>
    /// Waits for what the load needs of other models. Called once before <see cref="LoadAsync"/>, and before a place
    /// among the loads that run at the same time is taken, so that waiting keeps none from what is waited for.
    /// Default: nothing is waited for.
    /// </summary>
    /// <exception cref="Errors.ServingException">It will not come.</exception>
    Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Reads and prepares the model. May take seconds and much memory; runs on a thread of its own choosing.
    /// </summary>
    /// <exception cref="Errors.ServingException">
    /// The model cannot be loaded; <see cref="Errors.ServingException.Reason"/> holds the machine-readable cause.
    /// </exception>
    Task<IServable> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The memory in bytes that the servable is expected to hold, for the memory budget; told before loading, without
    /// reading the model. Default: the size of the artifact on disk.
    /// </summary>
    long EstimateBytes()
    {
        var artifact = Package.ArtifactPath;
        if (File.Exists(artifact))
            return new FileInfo(artifact).Length;
        return Directory.Exists(artifact)
            ? new DirectoryInfo(artifact).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
            : 0;
    }
}
