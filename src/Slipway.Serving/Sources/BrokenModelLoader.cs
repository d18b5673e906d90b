using Slipway.Models;

namespace Slipway.Serving.Sources;

/// <summary>
/// Stands for a model whose package is wrong in itself, so that it shows as failed, with its cause, wherever the
/// models are listed.
/// </summary>
public sealed class BrokenModelLoader(BrokenModel broken) : IServableLoader
{
    public ModelPackage Package { get; } =
        new(broken.Name, Math.Max(1, broken.Version), broken.Directory, broken.Directory, "", new ModelConfig());

    public Task<IServable> LoadAsync(CancellationToken cancellationToken) =>
        Task.FromException<IServable>(broken.Error);
}
