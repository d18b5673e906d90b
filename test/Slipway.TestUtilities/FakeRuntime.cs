using System.Text.Json.Serialization.Metadata;
using Slipway.Models;

namespace Slipway.TestUtilities;

/// <summary>Recognises files with the ending <c>.fake</c>.</summary>
public sealed class FakeRuntime(JsonTypeInfo? sectionType = null) : IModelRuntime
{
    public string Name => "fake";

    public JsonTypeInfo? SectionType => sectionType;

    public bool Recognizes(string path) => path.EndsWith(".fake", StringComparison.Ordinal);

    /// <summary>Makes what is loaded.</summary>
    public Func<IServable> Make { get; init; } = static () => new FakeServable();

    public IServableLoader CreateLoader(ModelPackage package) =>
        new FakeLoader(package.Name, package.Version, Make()) { Package = package };
}
