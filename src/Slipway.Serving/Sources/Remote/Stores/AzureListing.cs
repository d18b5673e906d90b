using System.Globalization;
using System.Security.Cryptography;
using System.Xml;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>A page of List Blobs.</summary>
internal static class AzureListing
{
    public static (List<StoredObject> Objects, string? Next) Read(byte[] body, string prefix, string what) =>
        StoreXml.Read(
            body,
            what,
            xml =>
            {
                var objects = new List<StoredObject>();
                string? next = null;
                StoreXml.Children(
                    xml,
                    name =>
                    {
                        if (name == "Blobs")
                            StoreXml.Children(xml, child => Add(xml, child, prefix, objects));
                        else if (name == "NextMarker")
                            next = xml.ReadElementContentAsString() is { Length: > 0 } marker ? marker : null;
                        else
                            xml.Skip();
                    }
                );
                return (objects, next);
            }
        );

    private static void Add(XmlReader xml, string element, string prefix, List<StoredObject> objects)
    {
        if (element != "Blob")
        {
            xml.Skip();
            return;
        }

        var (key, isFolder, properties) = ("", false, new StoredObject("", 0, null, null));
        StoreXml.Children(
            xml,
            name =>
            {
                switch (name)
                {
                    case "Name":
                        var encoded = xml.GetAttribute("Encoded") == "true";
                        key = xml.ReadElementContentAsString();
                        key = encoded ? Uri.UnescapeDataString(key) : key;
                        break;
                    case "Properties":
                        StoreXml.Children(
                            xml,
                            property => properties = Property(xml, property, properties, ref isFolder)
                        );
                        break;
                    default:
                        xml.Skip();
                        break;
                }
            }
        );
        if (!isFolder && key.StartsWith(prefix, StringComparison.Ordinal) && !key.EndsWith('/'))
            objects.Add(properties with { FullKey = key, Key = key[prefix.Length..] });
    }

    private static StoredObject Property(XmlReader xml, string name, StoredObject blob, ref bool isFolder)
    {
        var text = xml.ReadElementContentAsString();
        switch (name)
        {
            case "Content-Length":
                return blob with { Size = long.Parse(text, CultureInfo.InvariantCulture) };
            case "Etag":
                return blob with { ETag = text.Trim('"') };
            case "Last-Modified":
                return blob with { Modified = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) };
            case "Content-MD5":
                return blob with { Checksum = Checksum.FromBase64(HashAlgorithmName.MD5, text) };
            // Accounts with a hierarchical namespace list their folders too.
            case "ResourceType":
                isFolder = text == "directory";
                return blob;
            default:
                return blob;
        }
    }
}
