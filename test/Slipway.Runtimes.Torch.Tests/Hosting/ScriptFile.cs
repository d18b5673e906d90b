using System.IO.Compression;
using System.Text;

namespace Slipway.Runtimes.Torch.Tests.Hosting;

/// <summary>
/// TorchScript archives of a test's own: the code as text, and a pickle of an object without weights. What
/// <c>torch.jit.save</c> writes of such a model differs in nothing that is read.
/// </summary>
internal static class ScriptFile
{
    private const string Head = """
        class Net(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          _is_full_backward_hook : Optional[bool]

        """;

    /// <summary>An archive of a class <c>Net</c> whose forward is given, without indentation.</summary>
    public static byte[] Of(string forward, string before = "", string attributes = "") =>
        Zip(
            ("code/__torch__.py", $"{before}{Head}{attributes}{Indented(forward)}\n"),
            ("data.pkl", Object("__torch__", "Net")),
            ("constants.pkl", "\u0080\u0002)."),
            ("version", "3\n")
        );

    /// <summary>An archive of any entries; texts are Latin-1, so that a pickle can be written as one.</summary>
    public static byte[] Zip(params (string Name, string Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry("net/" + name, CompressionLevel.NoCompression).Open();
                entry.Write(Encoding.Latin1.GetBytes(content));
            }
        }

        return stream.ToArray();
    }

    // An object of the class with the two attributes that every module has.
    private static string Object(string module, string name) =>
        $"\u0080\u0002c{module}\n{name}\n)\u0081}}({Text("training")}\u0089{Text("_is_full_backward_hook")}Nub.";

    private static string Text(string text) => $"X{(char)text.Length}\0\0\0{text}";

    private static string Indented(string code) =>
        string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(line => "  " + line));
}
