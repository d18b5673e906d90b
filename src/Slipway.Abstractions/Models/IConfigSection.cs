using System.Text.Json.Serialization.Metadata;

namespace Slipway.Models;

/// <summary>What has a section of its own in <c>model.yaml</c>, under its name.</summary>
public interface IConfigSection
{
    /// <summary>The name, in small letters.</summary>
    string Name { get; }

    /// <summary>The type that the section binds to; null where there is none.</summary>
    JsonTypeInfo? SectionType { get; }
}
