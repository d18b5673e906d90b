using System.CommandLine;
using Slipway.Cli.Bench.Reports;
using Slipway.Cli.Bench.Reports.Html;

namespace Slipway.Cli.Bench.CommandLine;

/// <summary>The files that a run leaves.</summary>
internal sealed class ReportFiles(ReportArguments arguments, ParseResult result)
{
    private readonly (string? File, Func<BenchReport, string> Write)[] _files =
    [
        (arguments.JsonFile(result), JsonReport.Write),
        (arguments.CsvFile(result), CsvReport.Write),
        (arguments.HtmlFile(result), HtmlReport.Write),
    ];

    /// <summary>Before the load: a folder that is not there would otherwise show after it.</summary>
    /// <exception cref="CliException">A file cannot be written.</exception>
    public void Check()
    {
        foreach (var file in _files.Select(f => f.File).Append(arguments.AnswerFile(result)))
        {
            var folder = file is null ? null : Path.GetDirectoryName(Path.GetFullPath(file));
            if (folder is not null && !Directory.Exists(folder))
                throw CliException.Usage($"{file} cannot be written: there is no folder {folder}.");
            if (file is not null && Directory.Exists(file))
                throw CliException.Usage($"{file} cannot be written: it is a folder.");
        }
    }

    public void Write(BenchReport report)
    {
        foreach (var (file, write) in _files)
        {
            if (file is null)
                continue;
            try
            {
                File.WriteAllText(file, write(report));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CliException(ExitCodes.Failure, $"{file} cannot be written: {e.Message}", e);
            }
        }
    }
}
