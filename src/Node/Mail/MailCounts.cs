using HospitalChain.Crypto;

namespace HospitalChain.Node.Mail;

/// <summary>How many letters wait, by box and by sender. Used under its owner's lock.</summary>
internal sealed class MailCounts
{
    private readonly Dictionary<Bytes32, int> boxes = [];
    private readonly Dictionary<Bytes32, int> senders = [];

    public int Total { get; private set; }

    public int OfBox(Bytes32 recipient) => boxes.GetValueOrDefault(recipient);

    public int OfSender(Bytes32 sender) => senders.GetValueOrDefault(sender);

    public void Change(Bytes32 recipient, Bytes32 sender, int by)
    {
        Total += by;
        Change(boxes, recipient, by);
        Change(senders, sender, by);
    }

    private static void Change(Dictionary<Bytes32, int> counts, Bytes32 key, int by)
    {
        var count = counts.GetValueOrDefault(key) + by;
        if (count == 0)
        {
            counts.Remove(key);
        }
        else
        {
            counts[key] = count;
        }
    }
}
