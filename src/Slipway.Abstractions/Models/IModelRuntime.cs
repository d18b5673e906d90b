using System.Text.Json.Serialization.Metadata;

namespace Slipway.Models;

/// <summary>
/// Executes one model format. Implementations are thread-safe and live as long as the process.
/// </summary>
public interface IModelRuntime
{
    /// <summary>The name in <c>model.yaml</c>, also that of the runtime's section there.</summary>
    string Name { get; }

    /// <summary>The type that the runtime's section of <c>model.yaml</c> binds to; null where it has none.</summary>
    JsonTypeInfo? SectionType { get; }

    /// <summary>
    /// Whether <paramref name="path"/> (a file or a folder) is an artifact of this runtime, judged by its name and
    /// form alone, without opening more than a few bytes.
    /// </summary>
    bool Recognizes(string path);

    /// <summary>Makes a loader. Cheap: nothing is read.</summary>
    IServableLoader CreateLoader(ModelPackage package);
}
