using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Tests.Tokenizers;

/// <summary>A folder with the files of a tokenizer, for as long as a test needs it.</summary>
internal sealed class TokenizerFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-tokenizer-");

    public TokenizerFolder With(string name, string content)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, name), content);
        return this;
    }

    public TokenizerFolder With(string name, byte[] content)
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, name), content);
        return this;
    }

    public Tokenizer Load() => TokenizerLoader.LoadFolder(_folder.FullName);

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
