using System.CommandLine;
using Slipway.Errors;
using Slipway.Server.Serve;
using Slipway.Serving.Imports;

namespace Slipway.Server.Runtimes;

/// <summary>The options that say how models of other frameworks are imported, the same for every command.</summary>
internal sealed class ImporterOptions
{
    private const string Program = "Slipway.Importers";

    private readonly Option<string?> _program = new("--importer")
    {
        Description =
            "The program that imports models of other frameworks. Default: importers/Slipway.Importers beside this.",
    };
    private readonly Option<string?> _memory = new("--import-memory")
    {
        Description = "What importing one model may take, for example 8GB. Default: 4GiB.",
    };
    private readonly Option<double> _time = new("--import-seconds")
    {
        Description = "How long importing one model may take.",
        DefaultValueFactory = _ => 600,
    };

    public ImporterOptions()
    {
        _memory.Validators.Add(result =>
        {
            if (result.Read<string?>() is { } text && !MemorySize.TryParse(text, out _))
                result.AddError("--import-memory must be a size such as 8GB, 500MB, 1.5GiB, or a number of bytes.");
        });
        _time.Validators.Add(result =>
        {
            if (result.Read<double>() is not (> 0 and <= 86_400))
                result.AddError("--import-seconds must be between 0 and 86400.");
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_program);
        command.Add(_memory);
        command.Add(_time);
    }

    public ImportOptions Read(ParseResult result, string? cacheDirectory)
    {
        var options = new ImportOptions
        {
            Program = result.GetValue(_program) ?? Beside(),
            CacheDirectory = cacheDirectory is null ? null : Path.Combine(cacheDirectory, "imports"),
            TimeLimit = TimeSpan.FromSeconds(result.GetValue(_time)),
        };
        return result.GetValue(_memory) is { } size ? options with { MemoryLimit = MemorySize.Parse(size) } : options;
    }

    private static string? Beside()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "importers");
        return ((string[])[Path.Combine(folder, Program), Path.Combine(folder, Program + ".dll")]).FirstOrDefault(
            File.Exists
        );
    }
}
