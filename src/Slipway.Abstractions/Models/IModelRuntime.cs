namespace Slipway.Models;

/// <summary>
/// Executes one model format. Implementations are thread-safe and live as long as the process. Its name is what
/// <c>runtime:</c> says in <c>model.yaml</c>.
/// </summary>
public interface IModelRuntime : IConfigSection
{
    /// <summary>
    /// Whether <paramref name="path"/> (a file or a folder) is an artifact of this runtime, judged by its name and
    /// form alone, without opening more than a few bytes.
    /// </summary>
    bool Recognizes(string path);

    /// <summary>Makes a loader. Cheap: nothing is read.</summary>
    IServableLoader CreateLoader(ModelPackage package);
}
