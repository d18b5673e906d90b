using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Text.Inputs;

namespace Slipway.Tasks.Text.Options;

/// <summary>Binds and checks the section of a text task.</summary>
internal static class TextOptionsReader
{
    /// <param name="package">The model.</param>
    /// <param name="section">The task's name.</param>
    /// <param name="type">How the section is written.</param>
    /// <param name="check">Adds what is wrong with what only this task has.</param>
    /// <exception cref="ServingException">InvalidArgument, reason <c>invalid-config</c>.</exception>
    public static T Read<T>(
        ModelPackage package,
        string section,
        JsonTypeInfo<T> type,
        Action<T, List<string>>? check = null
    )
        where T : TextOptions, new() =>
        ConfigSection.Read(
            package,
            section,
            type,
            "max_length: 256",
            (options, errors) =>
            {
                Check(options, section, errors);
                check?.Invoke(options, errors);
            }
        );

    private static void Check(TextOptions options, string section, List<string> errors)
    {
        Range("max_length", options.MaxLength ?? 1, 1, TextOptions.MostTokens);
        Range("stride", options.Stride ?? 0, 0, (options.MaxLength ?? TextOptions.MostTokens) - 1);
        Range("max_characters", options.MaxCharacters, 1, 1_000_000_000);
        foreach (var key in options.Inputs.Keys.Where(key => !InputRoles.All.Any(known => known.Key == key)))
        {
            errors.Add(
                $"'{section}.inputs.{key}' is not known; the keys are {string.Join(", ", InputRoles.All.Select(known => known.Key))}."
            );
        }

        void Range(string key, int value, int least, int most)
        {
            if (value < least || value > most)
                errors.Add($"'{section}.{key}' must be {least} to {most}, not {value}.");
        }
    }
}
