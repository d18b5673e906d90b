using Slipway.Runtimes.Torch.Archives;

namespace Slipway.Runtimes.Torch.Scripts;

/// <summary>The code of an archive, each file read when it is first asked for. Names are as the code has them.</summary>
internal sealed class ScriptCode(ScriptArchive archive)
{
    private readonly Dictionary<string, ScriptReader?> _files = [];

    public ScriptClass? Class(string qualifiedName) =>
        Split(qualifiedName) is var (file, name) ? File(file)?.Classes.GetValueOrDefault(name) : null;

    public ScriptFunction? Function(string qualifiedName) =>
        Split(qualifiedName) is var (file, name) ? File(file)?.Functions.GetValueOrDefault(name) : null;

    // "__torch__.torch.nn.functional.linear" is "linear" in __torch__/torch/nn/functional.py.
    private static (string File, string Name)? Split(string qualifiedName)
    {
        var dot = qualifiedName.LastIndexOf('.');
        return dot < 0 ? null : (qualifiedName[..dot].Replace('.', '/') + ".py", qualifiedName[(dot + 1)..]);
    }

    private ScriptReader? File(string path)
    {
        if (!_files.TryGetValue(path, out var reader))
        {
            reader = archive.Code(path) is { } code ? ScriptReader.Read(code) : null;
            _files[path] = reader;
        }

        return reader;
    }
}
