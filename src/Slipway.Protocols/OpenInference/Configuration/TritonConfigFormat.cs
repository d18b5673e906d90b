using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.TextFormat;
using ConfigMessage = Slipway.Protocols.OpenInference.Grpc.Proto.ModelConfig;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>
/// Triton's <c>config.pbtxt</c> ("Model Configuration" in its user guide): the message ModelConfig in protobuf's text
/// format. Which field has which effect is listed in <c>docs/guides/triton.md</c>; the message itself is kept in
/// <see cref="ModelConfig.Origin"/> and answered when the configuration is asked for.
/// </summary>
public sealed class TritonConfigFormat : IModelConfigFormat
{
    public string FileName => "config.pbtxt";

    /// <inheritdoc/>
    /// <exception cref="ServingException">
    /// Reason <c>invalid-config</c>, or <c>unsupported-config</c> where all of it is right but some of it is not
    /// supported here.
    /// </exception>
    public ModelConfig Read(string file)
    {
        var full = Path.GetFullPath(file);
        var document = TextFormatParser.ParseFile(full, ConfigMessage.Descriptor, ConfigMessage.Parser);
        return Bind(document, Path.GetDirectoryName(full)!, Path.GetFileName(full));
    }

    /// <summary>Reads the same configuration as JSON, as it comes with an order to load.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="folder">The model's folder, for the files that the configuration names.</param>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static ModelConfig ReadJson(string json, string folder)
    {
        const string name = "the given configuration";
        var text = JsonTextFormat.ToText(json, ConfigMessage.Descriptor);
        return Bind(
            TextFormatParser.ParseDocument(text, ConfigMessage.Descriptor, ConfigMessage.Parser, name),
            folder,
            name
        );
    }

    private static ModelConfig Bind(TextFormatDocument<ConfigMessage> document, string folder, string name)
    {
        var reading = new ConfigReading(document.Message, folder);

        IdentityReader.Read(reading);
        TensorsReader.Read(reading);
        InstancesReader.Read(reading);
        BatchingReader.Read(reading);
        SequenceReader.Read(reading);
        EnsembleReader.Read(reading);
        WarmupReader.Read(reading);
        ParametersReader.Read(reading);
        UnsupportedReader.Read(reading);

        reading.ThrowIfWrong(name, document.Positions);
        reading.Config.Remarks = reading.Remarks;
        reading.Config.Origin = document.Message;
        return reading.Config;
    }
}
