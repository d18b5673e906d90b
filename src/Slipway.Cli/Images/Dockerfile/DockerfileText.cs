using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Oci.Content;

namespace Slipway.Cli.Images.Dockerfile;

/// <summary>Says in a Dockerfile what a config says.</summary>
internal static class DockerfileText
{
    /// <param name="from">What the image stands on.</param>
    /// <param name="archives">Files of the folder that are unpacked, the lowest layer first.</param>
    /// <param name="process">What it starts with.</param>
    /// <param name="note">Comment lines that it begins with.</param>
    public static string Of(
        string from,
        IReadOnlyList<string> archives,
        ProcessConfig process,
        IReadOnlyList<string> note
    )
    {
        var text = new StringBuilder();
        foreach (var line in note)
            text.Append("# ").Append(line).Append('\n');
        text.Append("FROM ").Append(from).Append('\n');
        foreach (var archive in archives)
            text.Append("ADD ").Append(archive).Append(" /\n");
        foreach (var variable in process.Environment ?? [])
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            text.Append("ENV ")
                .Append(variable[..equals])
                .Append('=')
                .Append(Quoted(variable[(equals + 1)..]))
                .Append('\n');
        }

        foreach (var (name, value) in process.Labels ?? [])
            text.Append("LABEL ").Append(Quoted(name)).Append('=').Append(Quoted(value)).Append('\n');
        if (process.ExposedPorts is { } ports)
            text.Append("EXPOSE ").AppendJoin(' ', ports.Keys).Append('\n');
        if (process.WorkingDirectory is { } folder)
            text.Append("WORKDIR ").Append(folder).Append('\n');
        text.Append("USER ").Append(process.User).Append('\n');
        text.Append("STOPSIGNAL ").Append(process.StopSignal).Append('\n');
        if (process.HealthCheck is { Test: { Count: > 1 } words } check)
        {
            text.Append(
                FormattableString.Invariant(
                    $"HEALTHCHECK --interval={Seconds(check.Interval)}s --timeout={Seconds(check.Timeout)}s --start-period={Seconds(check.StartPeriod)}s --retries={check.Retries} CMD {Words([.. words.Skip(1)])}\n"
                )
            );
        }

        text.Append("ENTRYPOINT ").Append(Words(process.EntryPoint ?? [])).Append('\n');
        if (process.Command is { } command)
            text.Append("CMD ").Append(Words(command)).Append('\n');
        return text.ToString();
    }

    private static long Seconds(long? nanoseconds) => (nanoseconds ?? 0) / 1_000_000_000;

    private static string Words(IReadOnlyList<string> words) =>
        JsonSerializer.Serialize([.. words], WordContext.Default.StringArray);

    // Quotes and dollars mean something in a Dockerfile, and line ends end an instruction.
    private static string Quoted(string text) =>
        '"'
        + text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("$", "\\$", StringComparison.Ordinal)
            .ReplaceLineEndings(" ")
        + '"';
}

[JsonSerializable(typeof(string[]))]
internal sealed partial class WordContext : JsonSerializerContext;
