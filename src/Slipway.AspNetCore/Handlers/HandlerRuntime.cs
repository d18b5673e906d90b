using System.Text.Json.Serialization.Metadata;
using Slipway.Models;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.Handlers;

/// <summary>Makes the models that the application adds in code. Thread-safe.</summary>
internal sealed class HandlerRuntime(
    IReadOnlyList<HandlerRegistration> registrations,
    ModelManager models,
    IServiceProvider services,
    TimeProvider time
) : IModelRuntime
{
    public const string RuntimeName = "handler";

    public string Name => RuntimeName;

    public JsonTypeInfo? SectionType => null;

    // Nothing on disk is one.
    public bool Recognizes(string path) => false;

    public IServableLoader CreateLoader(ModelPackage package)
    {
        var registration = registrations.First(candidate =>
            candidate.Name == package.Name && candidate.Version == package.Version
        );
        return new HandlerLoader(registration, package, models, services, time);
    }
}
