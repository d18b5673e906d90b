using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Errors;
using Slipway.Serving.Imports;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Imports;

/// <summary>The importer's process is a script here: what matters is how it ends, and when.</summary>
public sealed class ModelImporterTests : IDisposable
{
    // Counts its runs, and leaves what an import leaves; $4 is the folder.
    private const string Imports =
        """echo run >> "$(dirname "$0")/runs"; mkdir -p "$4"; echo onnx > "$4/model.onnx" """;

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Runs => File.Exists(_folder["runs"]) ? File.ReadAllLines(_folder["runs"]).Length : 0;

    [Fact]
    public async Task Import_TheSameContentAgain_IsDoneOnce()
    {
        var model = _folder.Write("a.keras", "content");
        var first = await Importer(Imports).ImportAsync("m", model, "keras", Token);
        // Another process later: the cache is on disk.
        var second = await Importer(Imports).ImportAsync("m", model, "keras", Token);

        second.Should().Be(first);
        (await File.ReadAllTextAsync(Path.Combine(first, "model.onnx"), Token)).Should().Be("onnx\n");
        Runs.Should().Be(1);
    }

    [Fact]
    public async Task Import_AnyFileOfAFolderChanges_IsDoneAgain()
    {
        _folder.Write("saved/saved_model.pb", "graph");
        var weights = _folder.Write("saved/variables/data", "1");
        var importer = Importer(Imports);
        var first = await importer.ImportAsync("m", _folder["saved"], "tensorflow", Token);
        await File.WriteAllTextAsync(weights, "2", Token);
        var second = await importer.ImportAsync("m", _folder["saved"], "tensorflow", Token);

        second.Should().NotBe(first);
        Runs.Should().Be(2);
    }

    [Fact]
    public async Task Import_Refused_SaysEveryReasonAndKeepsNothing()
    {
        const string reply =
            """{"reason":"unsupported-operations","message":"No.","problems":["Layer a.","Layer b."]}""";
        var importer = Importer($"mkdir -p \"$4\"; echo '{reply}'; exit 3");

        var error = await Refused(importer);

        error.Code.Should().Be(ServingErrorCode.Unsupported);
        error.Reason.Should().Be("unsupported-operations");
        error.Message.Should().Contain("'m' (a.keras)").And.Contain("No. Layer a. Layer b.");
        Directory.EnumerateFileSystemEntries(_folder["cache"]).Should().BeEmpty();
    }

    [Fact]
    public async Task Import_RefusedAgain_IsToldWithoutAnotherRun()
    {
        var importer = Importer("echo run >> \"$(dirname \"$0\")/runs\"; echo '{\"message\":\"No.\"}'; exit 3");

        var first = await Refused(importer);
        var second = await Refused(importer);

        second.Message.Should().Be(first.Message);
        Runs.Should().Be(1);
    }

    [Fact]
    public async Task Import_Crashed_ShowsItsLastWords()
    {
        var error = await Refused(Importer("echo 'it hurts' >&2; exit 134"));
        error.Code.Should().Be(ServingErrorCode.Internal);
        error.Message.Should().Contain("134").And.Contain("it hurts");
    }

    [Fact]
    public async Task Import_TakesTooLong_IsEnded()
    {
        var error = await Refused(Importer("echo $$ > \"$(dirname \"$0\")/pid\"; exec sleep 600", seconds: 1));
        error.Reason.Should().Be("import-too-slow");
        IsRunning(await File.ReadAllTextAsync(_folder["pid"], Token)).Should().BeFalse();
    }

    [Fact]
    public async Task Import_TakesTooMuchMemory_IsEnded()
    {
        // Without a line's end it keeps everything that it reads.
        var error = await Refused(Importer("echo $$ > \"$(dirname \"$0\")/pid\"; exec tail -n 1 /dev/zero"));
        error.Reason.Should().Be("import-too-large");
        error.Message.Should().Contain("64 MB").And.Contain("--import-memory");
        IsRunning(await File.ReadAllTextAsync(_folder["pid"], Token)).Should().BeFalse();
    }

    [Fact]
    public async Task Import_Cancelled_EndsTheProcess()
    {
        using var cancel = new CancellationTokenSource();
        var importer = Importer("echo $$ > \"$(dirname \"$0\")/pid\"; exec sleep 600");
        var import = importer.ImportAsync("m", _folder.Write("a.keras", "x"), "keras", cancel.Token);
        while (!File.Exists(_folder["pid"]) || new FileInfo(_folder["pid"]).Length == 0)
        {
            await Task.Delay(10, Token);
        }

        await cancel.CancelAsync();

        await import.Invoking(running => running).Should().ThrowAsync<OperationCanceledException>();
        IsRunning(await File.ReadAllTextAsync(_folder["pid"], Token)).Should().BeFalse();
    }

    [Fact]
    public async Task Import_NoProgram_SaysWhatToDo()
    {
        var importer = new ModelImporter(new ImportOptions(), NullLogger<ModelImporter>.Instance);
        var error = await Refused(importer);
        error.Reason.Should().Be("importer-missing");
        error.Message.Should().Contain("--importer").And.Contain("slipway import");
    }

    [Fact]
    public async Task Import_ProgramThatIsNotThere_NamesIt()
    {
        var options = new ImportOptions { Program = _folder["nothing"], CacheDirectory = _folder["cache"] };
        var error = await Refused(new ModelImporter(options, NullLogger<ModelImporter>.Instance));
        error.Reason.Should().Be("importer-missing");
        error.Message.Should().Contain(_folder["nothing"]);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<ServingException> Refused(ModelImporter importer) =>
        (
            await importer
                .Invoking(i => i.ImportAsync("m", _folder.Write("a.keras", "content"), "keras", Token))
                .Should()
                .ThrowAsync<ServingException>()
        ).Which;

    private ModelImporter Importer(string script, int seconds = 60)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is one of a shell.");
        var program = _folder["importer"];
        if (!File.Exists(program) && !OperatingSystem.IsWindows())
        {
            _folder.Write("importer", $"#!/bin/sh\n{script}\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var options = new ImportOptions
        {
            Program = program,
            CacheDirectory = _folder["cache"],
            MemoryLimit = 64 << 20,
            TimeLimit = TimeSpan.FromSeconds(seconds),
        };
        return new ModelImporter(options, NullLogger<ModelImporter>.Instance);
    }

    private static bool IsRunning(string process)
    {
        try
        {
            using var found = Process.GetProcessById(int.Parse(process, CultureInfo.InvariantCulture));
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
