using Slipway.Serving.Control;
using Slipway.Serving.Sources;

namespace Slipway.AspNetCore.Handlers;

/// <summary>The models that the application adds in code: always the same.</summary>
internal sealed class HandlerSource(IReadOnlyList<HandlerRegistration> registrations) : IModelSource
{
    /// <summary>Where they are declared; no path looks like it.</summary>
    public static DeclaredModel Declared { get; } = new("code:");

    public Task<SourceListing> ListAsync(CancellationToken cancellationToken)
    {
        var models = registrations
            .GroupBy(registration => registration.Name, StringComparer.Ordinal)
            .Select(model =>
            {
                var versions = model.Select(version => version.Package).OrderByDescending(package => package.Version);
                SourcedModel sourced = new(
                    model.Key,
                    versions.First().Directory,
                    versions.First().Config,
                    [.. versions]
                );
                return sourced;
            });
        return Task.FromResult(new SourceListing([.. models], []));
    }

    public Task WaitForChangeAsync(CancellationToken cancellationToken) =>
        Task.Delay(Timeout.Infinite, cancellationToken);

    public void Dispose() { }
}
