using HospitalChain.Protocol;
using HospitalChain.Storage;

namespace HospitalChain.Node.Mail;

/// <summary>What a node's other services have to say about letters of a certain purpose.</summary>
/// <param name="MayPost">Before a caller's letter is taken at all.</param>
/// <param name="MayKeep">Before a letter goes into a box here; what this adds to the batch is in one write with the letter.</param>
public sealed record MailGate(Func<MailLetter, RefusalReason?> MayPost, Func<MailLetter, StoreBatch, RefusalReason?> MayKeep);
