using System.Text.Json;
using Slipway.Deployment.Pipelines.Paths;

namespace Slipway.Deployment.Pipelines.Templates;

/// <summary>A value within a template.</summary>
internal abstract class TemplateNode
{
    /// <param name="writer">Stands where the value is to be.</param>
    /// <param name="name">Of the member that it is; null for an element of a list, and for the template itself.</param>
    /// <param name="values">What its paths see.</param>
    /// <returns>False: it is left out, and nothing was written.</returns>
    public abstract bool Write(Utf8JsonWriter writer, JsonEncodedText? name, IPipelineValues values);

    private protected static void WriteName(Utf8JsonWriter writer, JsonEncodedText? name)
    {
        if (name is { } text)
            writer.WritePropertyName(text);
    }
}

internal sealed class ConstantNode(byte[] json) : TemplateNode
{
    public override bool Write(Utf8JsonWriter writer, JsonEncodedText? name, IPipelineValues values)
    {
        WriteName(writer, name);
        writer.WriteRawValue(json, skipInputValidation: true);
        return true;
    }
}

internal sealed class PathNode(PipelinePath path) : TemplateNode
{
    public override bool Write(Utf8JsonWriter writer, JsonEncodedText? name, IPipelineValues values)
    {
        var value = path.Find(values);
        if (!value.IsThere() && path.Presence == PathPresence.Required)
            throw new MissingValueException(path);
        if (!value.IsThere() && path.Presence == PathPresence.Optional)
            return false;
        WriteName(writer, name);
        value.CopyTo(writer);
        return true;
    }
}

internal sealed class ListNode(IReadOnlyList<TemplateNode> elements) : TemplateNode
{
    public override bool Write(Utf8JsonWriter writer, JsonEncodedText? name, IPipelineValues values)
    {
        WriteName(writer, name);
        writer.WriteStartArray();
        foreach (var element in elements)
        {
            element.Write(writer, null, values);
        }

        writer.WriteEndArray();
        return true;
    }
}

internal sealed class ObjectNode(IReadOnlyList<(JsonEncodedText Name, TemplateNode Value)> members) : TemplateNode
{
    public override bool Write(Utf8JsonWriter writer, JsonEncodedText? name, IPipelineValues values)
    {
        WriteName(writer, name);
        writer.WriteStartObject();
        foreach (var (member, value) in members)
        {
            value.Write(writer, member, values);
        }

        writer.WriteEndObject();
        return true;
    }
}
