using System.Globalization;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>A page of ListObjectsV2.</summary>
internal static class S3Listing
{
    public static (List<StoredObject> Objects, string? Next) Read(byte[] body, string prefix, string what) =>
        StoreXml.Read(
            body,
            what,
            xml =>
            {
                var objects = new List<StoredObject>();
                string? next = null;
                var encoded = false;
                StoreXml.Children(
                    xml,
                    name =>
                    {
                        switch (name)
                        {
                            case "Contents":
                                objects.Add(Object(xml));
                                break;
                            case "NextContinuationToken":
                                next = xml.ReadElementContentAsString() is { Length: > 0 } token ? token : null;
                                break;
                            case "EncodingType":
                                encoded = xml.ReadElementContentAsString() == "url";
                                break;
                            default:
                                xml.Skip();
                                break;
                        }
                    }
                );
                return (
                    objects
                        .Select(found => encoded ? found with { FullKey = Decode(found.FullKey) } : found)
                        // A key that ends in a slash stands for a folder.
                        .Where(found =>
                            found.FullKey.StartsWith(prefix, StringComparison.Ordinal) && !found.FullKey.EndsWith('/')
                        )
                        .Select(found => found with { Key = found.FullKey[prefix.Length..] })
                        .ToList(),
                    next
                );
            }
        );

    private static StoredObject Object(System.Xml.XmlReader xml)
    {
        var (key, etag, size, modified) = ("", "", 0L, (DateTimeOffset?)null);
        StoreXml.Children(
            xml,
            name =>
            {
                switch (name)
                {
                    case "Key":
                        key = xml.ReadElementContentAsString();
                        break;
                    case "ETag":
                        etag = xml.ReadElementContentAsString().Trim('"');
                        break;
                    case "Size":
                        size = long.Parse(xml.ReadElementContentAsString(), CultureInfo.InvariantCulture);
                        break;
                    case "LastModified":
                        modified = DateTimeOffset.Parse(
                            xml.ReadElementContentAsString(),
                            CultureInfo.InvariantCulture,
                            DateTimeStyles.AssumeUniversal
                        );
                        break;
                    default:
                        xml.Skip();
                        break;
                }
            }
        );
        return new StoredObject(key, size, etag.Length > 0 ? etag : null, modified);
    }

    private static string Decode(string key) => Uri.UnescapeDataString(key.Replace('+', ' '));
}
