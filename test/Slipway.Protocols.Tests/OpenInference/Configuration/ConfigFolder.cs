using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Configuration;

namespace Slipway.Protocols.Tests.OpenInference.Configuration;

/// <summary>A model's folder called <c>model</c>, with what is written into it.</summary>
internal sealed class ConfigFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("config");

    public ConfigFolder() => Directory.CreateDirectory(Home);

    public string Home => Path.Combine(_root.FullName, "model");

    public static ModelConfig Read(string text)
    {
        using var folder = new ConfigFolder();
        return folder.With("config.pbtxt", text).Read();
    }

    public static ServingException Refusal(string text)
    {
        var read = () => Read(text);
        return read.Should().Throw<ServingException>().Which;
    }

    public ConfigFolder With(string file, string content)
    {
        var path = Path.Combine(Home, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return this;
    }

    public ModelConfig Read() => new TritonConfigFormat().Read(Path.Combine(Home, "config.pbtxt"));

    public void Dispose() => _root.Delete(recursive: true);
}
