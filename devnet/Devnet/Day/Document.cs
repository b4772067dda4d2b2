using System.Text.Json.Nodes;
using HospitalChain.Client.Fhir;

namespace HospitalChain.Devnet.Day;

/// <summary>A document of the day: who writes it for whom, and its file with a marker in it.</summary>
/// <param name="Doctor">The doctor's name.</param>
/// <param name="Patient">The patient's number.</param>
/// <param name="Path">A copy with a marker that nobody else must see.</param>
internal sealed record Document(string Doctor, int Patient, string Path)
{
    /// <summary>Reads the folder of documents, named <c>a-01-ada-patient-01….json</c>, and copies each with a marker.</summary>
    public static IReadOnlyList<Document> ReadAll(Layout layout, Secrets secrets)
    {
        var work = System.IO.Path.Combine(layout.Root, "documents");
        Directory.CreateDirectory(work, Layout.OwnerFolder);
        var documents = new List<Document>();
        foreach (var file in Directory.EnumerateFiles(layout.Documents, "*.json").Order(StringComparer.Ordinal))
        {
            var words = System.IO.Path.GetFileNameWithoutExtension(file).Split('-');
            var content = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            content["language"] = secrets.NewMarker();
            var copy = System.IO.Path.Combine(work, System.IO.Path.GetFileName(file));
            File.WriteAllText(copy, content.ToJsonString());
            documents.Add(new Document(words[2], int.Parse(words[4], System.Globalization.CultureInfo.InvariantCulture), copy));
        }

        return documents;
    }

    /// <summary>The same document with a marker of its own: content never repeats.</summary>
    public Document Copy(Secrets secrets)
    {
        var marker = secrets.NewMarker();
        var path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, marker + ".json");
        File.WriteAllText(path, File.ReadAllText(Path).Replace("\"active\"", $"\"active\",\"display\":\"{marker}\"", StringComparison.Ordinal));
        return this with { Path = path };
    }

    /// <summary>The symptom that its Condition names.</summary>
    public FhirCoding Symptom() => FhirReader.Symptom(File.ReadAllBytes(Path), conditionId: null).OrThrow();
}
