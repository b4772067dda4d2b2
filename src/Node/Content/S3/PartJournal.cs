using System.Text;

namespace HospitalChain.Node.Content.S3;

/// <summary>
/// Which parts of an upload file an S3 service has, beside that file: the service's upload id, then a tag for each part, a line
/// each. Every line is on the disk before the next part is sent; a line that a stop cut off does not count.
/// </summary>
internal sealed class PartJournal
{
    private const string Extension = ".s3";

    private readonly string path;
    private readonly List<string> tags;

    private PartJournal(string path, string uploadId, List<string> tags)
    {
        this.path = path;
        this.tags = tags;
        UploadId = uploadId;
    }

    public string UploadId { get; }

    /// <summary>Of the first parts, in order.</summary>
    public IReadOnlyList<string> Tags => tags;

    /// <summary>The journal beside an upload's file; null when none was begun.</summary>
    public static PartJournal? Find(string uploadPath)
    {
        if (!File.Exists(uploadPath + Extension))
        {
            return null;
        }

        var lines = File.ReadAllText(uploadPath + Extension).Split('\n');
        return lines.Length < 2 ? null : new PartJournal(uploadPath + Extension, lines[0], [.. lines[1..^1]]);
    }

    public static PartJournal Begin(string uploadPath, string uploadId)
    {
        var journal = new PartJournal(uploadPath + Extension, uploadId, []);
        journal.Write();
        return journal;
    }

    public void Add(string tag)
    {
        tags.Add(tag);
        Write();
    }

    public void Delete() => File.Delete(path);

    /// <summary>Whole each time, so that it mends a cut line.</summary>
    private void Write()
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
        file.Write(Encoding.UTF8.GetBytes(string.Concat(tags.Prepend(UploadId).Select(line => line + "\n"))));
        file.SetLength(file.Position);
        file.Flush(flushToDisk: true);
    }
}
